// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {LedgerState} from "./LedgerState.sol";
import {Heads} from "./PddVersion.sol";

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
    /// @notice What a lane's amount of the day bears for an overdue calibration, at 1e18 in the variable's unit: reason 1
    /// the permissible error, 2 a larger error that the late calibration found, 3 the rest of such an error, for days that
    /// were computed before it was found, 4 what days after the calibration bore before it was stated, given back.
    event CalibrationApplied(
        uint32 indexed day, uint16 revision, uint16 lane, uint8 reason, uint64 relative, int256 adjustment
    );
    /// @notice A meter was calibrated on a local day and found to err by `relative` (at 1e18).
    event Calibrated(bytes32 indexed meter, uint32 day, uint64 relative, bytes32 certificate, address signer);
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

    /// @notice Of a vintage with a cap or a buffer: what this record loses above the cap, and the share of the whole eligible
    /// quantity that is withheld when it is issued.
    event IssuanceLimited(uint16 indexed vintage, uint16 revision, int256 lost, int256 buffer);

    /// @notice Intervals of a day that were evaluated by themselves, and those that lack a reading and count nothing.
    event IntervalsEvaluated(uint32 indexed day, uint16 revision, uint32 intervals, uint32 incomplete);

    /// @notice The readings that were stated are not those that a lane has on the day.
    error ReadingsDiffer(uint32 day, uint256 lane);
    /// @notice A reading begins at no interval of the local day.
    error IntervalMisplaced(uint32 day, uint256 startS);
    /// @notice Not the day in hand.
    error NotNextDay(uint32 expected);
    /// @notice Exceptions of this day wait for a decision.
    error DayUnresolved(uint32 day);
    /// @notice The day has not ended at the block's time.
    error DayNotEnded(uint32 day, uint256 endS);
    /// @notice A lane has no readings up to the end of the day, and nobody closed the day: they may still come.
    error DayIncomplete(uint32 day, uint256 lane, uint256 endS);
    /// @notice The day lies outside of the crediting period.
    error DayOutsideCrediting(uint32 day);
    /// @notice Neither the chain nor the PDD version has the amount of an earlier year.
    error HistoryMissing(bytes32 series, uint256 year);
    /// @notice A second segment of a vintage would count amounts of earlier vintages twice.
    error SegmentInVintage(uint32 day);
    /// @notice Not as many coefficients as the version has.
    error CoefficientsExpected(uint256 expected, uint256 found);
    /// @notice A calibration is not later than the one before, in the future, or finds more than 100 %.
    error CalibrationRefused(bytes32 meter, uint32 day);
    /// @notice An amount is beyond what a record holds.
    error AmountTooLarge(int256 amount);

    function _headsOf(Heads memory named, int256[] memory rounded) internal pure returns (int256[4] memory heads) {
        uint16[4] memory index = [named.baseline, named.project, named.leakage, named.reduction];
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
