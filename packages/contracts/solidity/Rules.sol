// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {BatchRules} from "./BatchRules.sol";
import {Columns} from "./Columns.sol";
import {BatchJudgement, IRules, Shapes} from "./IRules.sol";
import {LocalTime} from "./LocalTime.sol";
import {PddCheck} from "./PddCheck.sol";
import {Heads, PddVersion} from "./PddVersion.sol";

/// @title Rules of PDD versions and batches
/// @notice Stateless: what it says follows from its arguments and the bytes they name.
contract Rules is IRules, BatchRules, PddCheck {
    /// @inheritdoc IRules
    function checkPdd(bytes calldata encoded, Shapes calldata shapes) external pure {
        PddVersion memory v = abi.decode(encoded, (PddVersion));
        if (keccak256(abi.encode(v)) != keccak256(encoded)) revert PddInvalid(0, 0);
        _validate(v, shapes);
    }

    /// @inheritdoc IRules
    function measuresAlike(address one, address other) external view returns (bool) {
        return _measures(one) == _measures(other);
    }

    /// @inheritdoc IRules
    function dayOf(address pdd, bytes calldata columns) external view returns (uint32) {
        PddVersion memory v = _versionAt(pdd);
        return uint32(LocalTime.dayOf(v.offsets, Columns.header(columns, 0).startS));
    }

    /// @inheritdoc IRules
    function judgeBatch(address pdd, bytes calldata columns, bytes calldata flags)
        external
        view
        returns (BatchJudgement memory)
    {
        return _judgeBatch(pdd, columns, flags);
    }

    /// @inheritdoc IRules
    function isDemonstration(address pdd) external view returns (bool) {
        return _versionAt(pdd).demonstration;
    }

    /// @inheritdoc IRules
    function headsOf(address pdd) external view returns (Heads memory) {
        return _versionAt(pdd).heads;
    }

    /// @inheritdoc IRules
    function mayFollow(address present, address next, uint32 fromDay) external view returns (bool) {
        (uint256 before,) = LocalTime.yearMonth(uint256(fromDay) - 1);
        (uint256 year,) = LocalTime.yearMonth(fromDay);
        return year != before || (_histories(present) == 0 && _histories(next) == 0);
    }

    function _histories(address place) private view returns (uint256) {
        return _versionAt(place).histories.length;
    }

    function _measures(address place) private view returns (bytes32) {
        PddVersion memory v = _versionAt(place);
        return keccak256(abi.encode(v.lanes, v.offsets));
    }
}
