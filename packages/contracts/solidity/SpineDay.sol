// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Sums} from "./Aggregates.sol";

/// @notice Work of one day.
struct Day {
    uint32 day;
    uint256 year;
    uint256 month;
    uint256 lengthS;
    uint256 nextMidnightS;
    uint256 pddIndex;
    uint32 firstDay; // of the segment
    bool begun; // the segment has days before this one
    bool isWithdrawn;
    uint32 readings;
    uint32 expected;
    uint8 level;
    uint8 status;
    int256[] quanta; // Σ counts per variable
    Sums counted; // of counts × multiplier, with what an overdue calibration takes
    Sums zeroed; // the same with baseline lanes at zero
    Bearing[] bearings; // per lane with a meter rule
    uint32 intervals; // evaluated by themselves
    uint32 incomplete; // that lack a reading and count nothing
    Sums measuredTotals; // of the segment
    Sums withdrawnTotals;
    int256[] measured; // inputs of the program
    int256[] withdrawn; // the same of a withdrawn day, else none
}

/// @notice What an overdue calibration means for one lane and day.
struct Bearing {
    bytes32 key;
    uint256 magnitude; // of the day's amount
    uint64 relative;
    uint8 reason; // 0 none, 1 permissible error, 2 larger error found
    bool open; // no later calibration is known
    uint64 foundError;
    uint256 rest; // of earlier days before a calibration, by a larger error that it found
    uint256 back; // of earlier days after that calibration, which bore the permissible error
    bool settles; // a calibration was stated since
    uint256 settled; // overdue days of the lane that are done with by it
}
