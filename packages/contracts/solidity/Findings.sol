// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Signatures} from "./Signatures.sol";

/// @title Findings of verifier and registry
/// @notice Numbered from 1. Kinds: 1 corrective action request, 2 clarification request, 3 forward action request. States:
/// 1 raised, 2 answered, 3 closed. Texts stay off the chain, their hashes are signed.
abstract contract Findings is Signatures {
    uint8 private constant FORWARD = 3;
    uint8 private constant ANSWERED = 2;
    uint8 private constant DONE = 3;

    /// @notice A finding on a vintage (0: on the project and its data system), pinned to a record, was raised.
    event FindingRaised(
        uint256 indexed number,
        uint16 indexed vintage,
        uint8 kind,
        bytes32 indexed subject,
        bytes32 content,
        address signer
    );
    /// @notice A finding was answered with evidence (2) or closed (3).
    event FindingMoved(uint256 indexed number, uint8 to, bytes32 content, address signer);

    /// @notice No such kind of finding.
    error UnknownKind(uint8 kind);
    /// @notice No such finding, closed already, or not a state it can move to.
    error FindingRefused(uint256 number, uint8 from, uint8 to);
    /// @notice Requests for correction or clarification are open, on the vintage or on the project.
    error FindingsOpen(uint16 vintage, uint256 open);

    /// @notice Raises a finding: Decision("raise-finding", subject, keccak256(abi.encode(kind, vintage, content))) by
    /// verifier or registry. While one of kind 1 or 2 is open there is no statement on its vintage; one on the project
    /// (vintage 0) holds every statement, and the stage live.
    /// @param kind 1 corrective action request, 2 clarification request, 3 forward action request.
    /// @param vintage Year that it is about; 0 the project.
    /// @param subject Hash of the record that it is pinned to.
    /// @param content Hash of its text.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function raiseFinding(
        uint8 kind,
        uint16 vintage,
        bytes32 subject,
        bytes32 content,
        uint64 nonce,
        bytes calldata sig
    ) external {
        bytes32 hash = keccak256(abi.encode(kind, vintage, content));
        uint256 roles = (1 << REGISTRY) | (1 << VERIFIER);
        address signer = _decide(keccak256("raise-finding"), subject, hash, nonce, sig, roles);
        if (kind == 0 || kind > FORWARD) revert UnknownKind(kind);
        uint256 number = ++state.findings;
        findingOf[number] = Finding(kind, 1, parties[signer].role, vintage);
        if (kind != FORWARD) openFindings[vintage] += 1;
        emit FindingRaised(number, vintage, kind, subject, content, signer);
    }

    /// @notice Answers or closes a finding: Decision("answer-finding", number, content) by the proponent,
    /// Decision("close-finding", number, content) by the role that raised it.
    /// @param number Of the finding.
    /// @param to 2 answered, 3 closed.
    /// @param content Hash of the evidence or of the reason.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function moveFinding(uint256 number, uint8 to, bytes32 content, uint64 nonce, bytes calldata sig) external {
        Finding storage finding = findingOf[number];
        uint8 from = finding.state;
        if (from == 0 || from == DONE || (to != ANSWERED && to != DONE)) revert FindingRefused(number, from, to);
        bool isAnswer = to == ANSWERED;
        bytes32 action = isAnswer ? keccak256("answer-finding") : keccak256("close-finding");
        uint256 role = isAnswer ? PROPONENT : finding.raisedBy;
        address signer = _decide(action, bytes32(number), content, nonce, sig, 1 << role);
        finding.state = to;
        if (!isAnswer && finding.kind != FORWARD) openFindings[finding.vintage] -= 1;
        emit FindingMoved(number, to, content, signer);
    }

    /// @dev Reverts while findings that ask for something now are open.
    function _checkFindings(uint16 vintage) internal view {
        uint256 open = openFindings[0];
        if (vintage != 0) open += openFindings[vintage];
        if (open != 0) revert FindingsOpen(vintage, open);
    }
}
