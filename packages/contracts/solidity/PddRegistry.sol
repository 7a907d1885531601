// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {DataContract} from "./DataContract.sol";
import {Shapes} from "./IRules.sol";
import {PddVersion} from "./PddVersion.sol";
import {Signatures} from "./Signatures.sol";

/// @title Proposal and approval of PDD versions
abstract contract PddRegistry is Signatures {
    uint8 private constant DEVIATION = 2;
    uint8 private constant RENEWAL = 6;

    /// @notice A version was proposed; nothing changes before its approval.
    event PddProposed(uint256 indexed index, bytes32 documentHash, bytes32 programHash);
    /// @notice A version is in force from a local day on.
    event PddApproved(uint256 indexed index, uint32 fromDay, uint8 change, bytes32 reference_);
    /// @notice A verifier gave its opinion on a proposed version.
    event PddOpined(uint256 indexed index, bytes32 content, address signer);

    /// @notice No such version.
    error UnknownPdd(uint256 index);
    /// @notice The first version is no change (0), a later one is a change of a known kind.
    error ChangeRefused(uint8 change);
    /// @notice A change of this kind needs the opinion of a verifier first.
    error OpinionMissing(uint256 index);
    /// @notice The day is already quantified.
    error PddTooLate(uint32 fromDay, uint32 firstFree);
    /// @notice The day has readings, and the version has other lanes or another time zone than the one before.
    error LanesDiffer(uint32 fromDay);
    /// @notice A version with amounts of earlier vintages begins and ends with a vintage: a second segment of a vintage
    /// would count them twice.
    error InsideVintage(uint32 fromDay);
    /// @notice A demonstration stays in trial.
    error DemonstrationCannotGoLive();
    /// @notice The program of a year reads or makes other things than the first one.
    error ProgramsDiffer(uint16 year);

    /// @notice Proposes a version. Signed by the proponent: Decision("propose-pdd", index, keccak256(abi.encode(v))).
    /// @param v The version as the chain calculates with it.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    /// @return index Of the version, in order of proposal.
    function proposePdd(PddVersion calldata v, uint64 nonce, bytes calldata sig) external returns (uint256 index) {
        bytes memory encoded = _encodedOf(v, sig);
        index = pdds.length;
        _decide(keccak256("propose-pdd"), bytes32(index), keccak256(encoded), nonce, sig, 1 << PROPONENT);
        Shapes memory shapes = _shapesOf(v.programHash, v.interval.programHash);
        rules.checkPdd(encoded, shapes);
        for (uint256 i; i < v.programs.length; ++i) {
            Shapes memory others = _shapesOf(v.programs[i].programHash, v.programs[i].intervalHash);
            if (keccak256(abi.encode(others)) != keccak256(abi.encode(shapes))) revert ProgramsDiffer(v.programs[i].year);
        }
        pdds.push(DataContract.write(encoded));
        emit PddProposed(index, v.documentHash, v.programHash);
    }

    /// @notice A verifier's opinion on a proposed version: Decision("opine-pdd", index, content).
    /// @param index Of the version, in order of proposal.
    /// @param content Hash of the reason or document, which stays off the chain.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function opinePdd(uint256 index, bytes32 content, uint64 nonce, bytes calldata sig) external {
        address signer = _decide(keccak256("opine-pdd"), bytes32(index), content, nonce, sig, 1 << VERIFIER);
        if (index >= pdds.length) revert UnknownPdd(index);
        opined[index] = true;
        emit PddOpined(index, content, signer);
    }

    /// @notice Puts a version in force. Signed by the registry:
    /// Decision("approve-pdd", index, keccak256(abi.encode(fromDay, change, reference))). Changes: 0 none, the first version;
    /// 1 correction, 2 temporary deviation; with a verifier's opinion 3 permanent change, 4 change of design, 5 change of
    /// the start date, 6 renewal of the crediting period. Whether a change is of the kind it is said to be is not checked.
    /// @param index Of the version, in order of proposal.
    /// @param fromDay First local day, counted from 1970-01-01.
    /// @param change What it changes, 0 to 6.
    /// @param reference_ Hash of the registry's reference.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function approvePdd(
        uint256 index,
        uint32 fromDay,
        uint8 change,
        bytes32 reference_,
        uint64 nonce,
        bytes calldata sig
    ) external {
        bytes32 content = keccak256(abi.encode(fromDay, change, reference_));
        _decide(keccak256("approve-pdd"), bytes32(index), content, nonce, sig, 1 << REGISTRY);
        if (change > RENEWAL || (change == 0) != (approvals.length == 0)) revert ChangeRefused(change);
        if (change > DEVIATION && !opined[index]) revert OpinionMissing(index);
        if (index >= pdds.length) revert UnknownPdd(index);
        if (fromDay < state.nextDay) revert PddTooLate(fromDay, state.nextDay);
        if (state.stage == LIVE) _checkMayBeLive(pdds[index]);
        if (state.lastBatchDay != 0) {
            // sums of days with readings are kept by lane and local day: both must go on meaning the same
            address[] memory present = _inForceOn(fromDay, uint256(state.lastBatchDay) + 1);
            for (uint256 i; i < present.length; ++i) {
                if (!rules.measuresAlike(present[i], pdds[index])) revert LanesDiffer(fromDay);
            }
        }
        if (_isInForce(fromDay) && !rules.mayFollow(pdds[_indexInForce(fromDay)], pdds[index], fromDay)) {
            revert InsideVintage(fromDay);
        }
        approvals.push((index << 32) | fromDay);
        emit PddApproved(index, fromDay, change, reference_);
    }

    function _checkMayBeLive(address version) internal view {
        if (rules.isDemonstration(version)) revert DemonstrationCannotGoLive();
    }

    function _shapesOf(bytes32 program, bytes32 interval) private view returns (Shapes memory shapes) {
        (shapes.variables, shapes.equations) = quantifier.shapeOf(program);
        if (interval != 0) (shapes.intervalVariables, shapes.intervalEquations) = quantifier.shapeOf(interval);
    }

    function _isInForce(uint32 day) private view returns (bool) {
        return approvals.length > 0 && uint32(approvals[0]) <= day;
    }

    /// @dev abi.encode(v) as it stands in calldata, between its beginning and the signature. The rules encode it
    /// again and refuse any other form, so that the bytes and the struct are one.
    function _encodedOf(PddVersion calldata v, bytes calldata sig) private pure returns (bytes memory) {
        uint256 from;
        uint256 to;
        assembly ("memory-safe") {
            from := v
            to := sub(sig.offset, 32)
        }
        if (to < from) return "";
        return bytes.concat(bytes32(uint256(32)), msg.data[from:to]);
    }
}
