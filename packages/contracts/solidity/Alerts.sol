// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AlertNotes} from "./AlertNotes.sol";
import {Signatures} from "./Signatures.sol";

/// @title What alerts of the anomaly model turned out to be
/// @notice Texts stay off the chain, their hashes are signed.
abstract contract Alerts is Signatures, AlertNotes {
    /// @notice Says what an alert of the anomaly model was: Decision(kind, subject, content). Kinds "confirm-alert" and
    /// "dismiss-alert" by verifier or registry; "explain-alert" and "reopen-alert" by the proponent too. An event only.
    /// @param kind One of the four.
    /// @param subject Hash that names the alert.
    /// @param content Hash of the reason.
    /// @param nonce Of the signer.
    /// @param sig Signature of the decision.
    function note(string calldata kind, bytes32 subject, bytes32 content, uint64 nonce, bytes calldata sig) external {
        bytes32 hash = keccak256(bytes(kind));
        uint256 roles = (1 << REGISTRY) | (1 << VERIFIER);
        if (hash == keccak256("explain-alert") || hash == keccak256("reopen-alert")) roles |= 1 << PROPONENT;
        else if (hash != keccak256("confirm-alert") && hash != keccak256("dismiss-alert")) revert UnknownNote(kind);
        emit Noted(kind, subject, content, _decide(hash, subject, content, nonce, sig, roles));
    }
}
