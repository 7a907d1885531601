// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {LedgerState} from "./LedgerState.sol";
import {PddVersion} from "./PddVersion.sol";

/// @title Records of days and vintages
/// @notice What the Spine writes in the ledger's name, and the heads that both compute from a vintage's equations.
abstract contract SpineRecords is LedgerState {
    /// @notice Every result of a day's evaluation, cumulative over the vintage's segment.
    event DayEvaluated(
        uint32 indexed day,
        uint16 revision,
        uint8 level,
        uint8 status,
        uint8 stage,
        bytes32 programHash,
        uint32 readings,
        uint32 expected,
        int256[] inputs,
        int256[] unrounded,
        int256[] rounded
    );
    /// @notice The day's share of the heads, tCO2e at 1e18.
    event Footprint(uint32 indexed day, uint16 revision, int256 baseline, int256 project, int256 leakage);
    /// @notice The day's share of the reduction, tCO2e at 1e18.
    event Reduction(uint32 indexed day, uint16 revision, int256 reduction, uint8 status);
    /// @notice A vintage is complete.
    event VintageRecorded(
        uint16 indexed vintage,
        uint16 revision,
        int256 baseline,
        int256 project,
        int256 leakage,
        int256 reduction,
        int256 eligible,
        int256 carried,
        uint8 stage
    );

    /// @notice Not the day in hand.
    error NotNextDay(uint32 expected);
    /// @notice Exceptions of this day wait for a decision.
    error DayUnresolved(uint32 day);
    /// @notice The day has not ended at the block's time.
    error DayNotEnded(uint32 day, uint256 endS);
    /// @notice The day has no readings, and no later day has any: its data may still come.
    error DayWithoutData(uint32 day);
    /// @notice The day lies outside of the crediting period.
    error DayOutsideCrediting(uint32 day);

    function _headsOf(PddVersion memory v, int256[] memory rounded) internal pure returns (int256[4] memory heads) {
        uint16[4] memory index = [v.heads.baseline, v.heads.project, v.heads.leakage, v.heads.reduction];
        for (uint256 i; i < 4; ++i) {
            if (index[i] != 0xffff) heads[i] = rounded[index[i]];
        }
    }

    function _addHeads(int256[4] memory to, int256[4] memory heads) internal pure {
        for (uint256 i; i < 4; ++i) {
            to[i] += heads[i];
        }
    }
}
