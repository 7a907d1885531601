// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Sums} from "./Aggregates.sol";

/// @notice What a ledger knows of a day whose readings are asked for.
struct DayFacts {
    uint32 day;
    uint256 year;
    uint256 startS;
    uint256 lengthS;
    bool isWithdrawn;
    uint64[] relative; // per lane: what an overdue calibration takes, at 1e18
    bytes32[] hashes; // per lane: of its columns on the day, one after the other
}

/// @notice What the readings say of variables that are not sums or means of lanes, and 0 of all others.
struct DayReadings {
    Sums counted;
    Sums zeroed; // with baseline lanes at zero
    uint32 intervals; // evaluated by themselves
    uint32 incomplete; // that lack a reading and count nothing
}

/// @title What a project ledger asks of a day's readings
interface IReadings {
    /// @notice The readings of a day did not hash to what was committed.
    error ReadingsDiffer(uint32 day, uint256 lane);
    /// @notice A reading begins at no interval of the local day.
    error IntervalMisplaced(uint32 day, uint256 startS);

    /// @notice Evaluates columns of the lanes that need it, by lane and start, by the PDD version kept at `pdd`.
    /// @param pdd Address of the data contract that holds the version.
    /// @param facts What the ledger knows of the day.
    /// @param columns Readings as columns, in their canonical bytes.
    /// @return What the readings say of the variables, 0 of all others.
    function gather(address pdd, DayFacts calldata facts, bytes calldata columns)
        external
        view
        returns (DayReadings memory);
}
