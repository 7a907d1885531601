// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Heads} from "./PddVersion.sol";

/// @notice One column of a judged batch; sum in counts of the lane.
struct ColumnFacts {
    uint16 lane;
    uint16 count;
    uint40 startS;
    uint24 stepS;
    uint256 endS;
    uint32 flagged;
    int128 sum;
    bytes32 columnHash;
    bytes32 laneKey; // of parameter and meter
    bool isNeeded; // the day's evaluation needs the readings
}

/// @notice A reading-level limit that a batch violates: its highest case and the reading farthest out that has it.
struct LimitFacts {
    uint16 limit;
    uint8 level;
    int256 amount;
    int128 low;
    int128 high;
}

/// @notice A batch by the rules of a PDD version.
struct BatchJudgement {
    uint32 day;
    uint32 readings;
    bytes32 columnsRoot;
    ColumnFacts[] columns;
    LimitFacts[] limits;
}

/// @notice What programs read and make: of the vintage and of an interval.
struct Shapes {
    uint256 variables;
    uint256 equations;
    uint256 intervalVariables;
    uint256 intervalEquations;
}

/// @title What a project ledger asks of the rules
interface IRules {
    /// @notice Reverts unless the encoded PDD version is well formed and fits programs of these shapes.
    /// @param encoded abi.encode of the version.
    /// @param shapes Of its programs.
    function checkPdd(bytes calldata encoded, Shapes calldata shapes) external pure;

    /// @notice Checks form, times, bounds and declared cases of a batch by the PDD version kept at `pdd`.
    /// @param pdd Address of the data contract that holds the version.
    /// @param columns Readings as columns, in their canonical bytes.
    /// @param flags Cases and anomalies by position, in their canonical bytes.
    /// @return Its day, columns with sums and the limits that it violates.
    function judgeBatch(address pdd, bytes calldata columns, bytes calldata flags)
        external
        view
        returns (BatchJudgement memory);

    /// @notice Local day of a batch's first reading by the clock of the PDD version kept at `pdd`. Checks nothing else.
    /// @param pdd Address of the data contract that holds the version.
    /// @param columns Readings of which the first one decides.
    /// @return Local day, counted from 1970-01-01.
    function dayOf(address pdd, bytes calldata columns) external view returns (uint32);

    /// @notice Whether two PDD versions have the same lanes and offsets.
    /// @param one Data contract of a version.
    /// @param other Data contract of another one.
    /// @return True if sums of days mean the same under both.
    function measuresAlike(address one, address other) external view returns (bool);

    /// @notice Whether a PDD version is a demonstration.
    /// @param pdd Address of the data contract that holds the version.
    /// @return True if it can never go live.
    function isDemonstration(address pdd) external view returns (bool);

    /// @notice Equations of a PDD version's heads.
    /// @param pdd Address of the data contract that holds the version.
    /// @return Index of the equation of each head, 0xffff for none.
    function headsOf(address pdd) external view returns (Heads memory);

    /// @notice Whether a PDD version may follow another on a local day: at any time, or, if one of them has amounts of
    /// earlier vintages, on the first day of a year.
    /// @param present Version in force before.
    /// @param next Version that follows.
    /// @param fromDay First local day, counted from 1970-01-01.
    /// @return True if it may.
    function mayFollow(address present, address next, uint32 fromDay) external view returns (bool);
}
