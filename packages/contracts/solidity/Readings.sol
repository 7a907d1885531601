// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Aggregates, Sums} from "./Aggregates.sol";
import {Columns} from "./Columns.sol";
import {DataContract} from "./DataContract.sol";
import {IQuantifier} from "./IQuantifier.sol";
import {DayFacts, DayReadings, IReadings} from "./IReadings.sol";
import {Lane, PddVersion} from "./PddVersion.sol";
import {PermissibleError} from "./PermissibleError.sol";

/// @title Equations of intervals, and aggregates that are neither sum nor mean
/// @notice Readings stand in calldata of their batches only. Who has a day evaluated states those it needs again; they
/// must hash to what was committed, so that nobody can state others, leave one out or take superseded ones.
contract Readings is IReadings {
    using Columns for Columns.Column;

    /// @dev Readings of a day by interval: one row for each, with the inputs of the interval equations in their order.
    struct Table {
        uint256 stepS;
        uint256 rows;
        uint256 width;
        uint256 full; // bits of the inputs that are readings
        int256[] counted;
        int256[] zeroed; // with baseline lanes at zero
        uint256[] found; // per row: bits of the inputs that have a reading
        uint256[] missing; // per row: lanes that measure then and have none
        uint256[] latest; // per variable: start of the last reading, plus one
    }

    uint256 private constant EXCESS = 1 << 63;

    /// @notice The interpreter of interval equations.
    IQuantifier public immutable quantifier;

    /// @notice Names the interpreter; the same as the ledger's.
    constructor(address quantifier_) {
        quantifier = IQuantifier(quantifier_);
    }

    /// @inheritdoc IReadings
    function gather(address pdd, DayFacts calldata facts, bytes calldata columns)
        external
        view
        returns (DayReadings memory found)
    {
        PddVersion memory v = abi.decode(DataContract.read(pdd), (PddVersion));
        DayFacts memory d = facts;
        uint256 count = v.variables.length;
        found.counted = Sums(new int256[](count), new uint256[](count));
        found.zeroed = Sums(new int256[](count), new uint256[](count));
        Table memory t = _tableOf(v, d);
        uint256 place;
        for (uint256 lane; lane < v.lanes.length; ++lane) {
            if (!Aggregates.needsReadings(v, lane)) continue;
            bytes32 hash;
            while (place < columns.length) {
                if (place + Columns.HEADER_BYTES > columns.length) revert ReadingsDiffer(d.day, lane);
                Columns.Column memory column = Columns.header(columns, place);
                if (column.lane != lane) break;
                uint256 end = place + Columns.HEADER_BYTES + 8 * column.count;
                if (end > columns.length) revert ReadingsDiffer(d.day, lane);
                hash = keccak256(abi.encode(hash, keccak256(columns[place:end])));
                _read(v, d, t, column, found);
                place = end;
            }
            if (hash != d.hashes[lane]) revert ReadingsDiffer(d.day, lane);
        }
        if (place != columns.length) revert ReadingsDiffer(d.day, v.lanes.length);
        if (t.rows > 0) _evaluateRows(v, d, t, found);
    }

    function _tableOf(PddVersion memory v, DayFacts memory d) private pure returns (Table memory t) {
        t.latest = new uint256[](v.variables.length);
        t.width = v.interval.inputs.length;
        if (v.interval.programHash == 0) return t;
        for (uint256 i; i < v.lanes.length && t.stepS == 0; ++i) {
            if (Aggregates.inputOf(v, v.lanes[i].variableIndex) > 0) t.stepS = v.lanes[i].stepS;
        }
        t.rows = d.lengthS / t.stepS;
        (t.found, t.missing) = (new uint256[](t.rows), new uint256[](t.rows));
        t.counted = new int256[](t.rows * t.width);
        t.zeroed = new int256[](t.rows * t.width);
        for (uint256 i; i < t.width; ++i) {
            uint256 variable = v.interval.inputs[i];
            if (v.variables[variable].source == Aggregates.LANES) {
                t.full |= 1 << i;
                continue;
            }
            for (uint256 cell = i; cell < t.counted.length; cell += t.width) {
                t.counted[cell] = v.variables[variable].amount;
                t.zeroed[cell] = t.counted[cell];
            }
        }
        for (uint256 i; i < v.lanes.length; ++i) {
            Lane memory lane = v.lanes[i];
            if (Aggregates.inputOf(v, lane.variableIndex) == 0) continue;
            for (uint256 row; row < t.rows; ++row) {
                if (_measures(lane, _startOf(d, t, row), t.stepS)) t.missing[row] += 1;
            }
        }
    }

    function _startOf(DayFacts memory d, Table memory t, uint256 row) private pure returns (uint256) {
        return d.startS + row * t.stepS;
    }

    /// @dev Whether a lane's meter measures all of an interval; one in which it takes another one's place it need not.
    function _measures(Lane memory lane, uint256 startS, uint256 stepS) private pure returns (bool) {
        return startS >= lane.fromS && (lane.untilS == 0 || startS + stepS <= lane.untilS);
    }

    function _read(
        PddVersion memory v,
        DayFacts memory d,
        Table memory t,
        Columns.Column memory column,
        DayReadings memory found
    ) private pure {
        Lane memory lane = v.lanes[column.lane];
        uint256 aggregate = Aggregates.kindOf(v, lane.variableIndex);
        uint256 input = Aggregates.inputOf(v, lane.variableIndex);
        for (uint256 i; i < column.count; ++i) {
            int256 amount = (int256(column.stored(i)) - int256(EXCESS)) * lane.multiplier;
            uint256 borne = PermissibleError.share(PermissibleError.absolute(amount), d.relative[column.lane]);
            amount += PermissibleError.signed(lane.role, borne);
            int256 zeroed = lane.role == 1 ? int256(0) : amount;
            uint256 startS = column.startS + i * column.stepS;
            if (aggregate > Aggregates.MEAN_UP) _join(found, t, lane.variableIndex, aggregate, startS, amount, zeroed);
            if (input > 0) _place(d, t, lane, input - 1, startS, amount, zeroed);
        }
    }

    function _join(
        DayReadings memory found,
        Table memory t,
        uint256 variable,
        uint256 aggregate,
        uint256 startS,
        int256 amount,
        int256 zeroed
    ) private pure {
        uint256 count = found.counted.counts[variable]++;
        found.zeroed.counts[variable] = count + 1;
        if (aggregate == Aggregates.LAST) {
            if (startS < t.latest[variable]) return;
            t.latest[variable] = startS + 1;
        }
        int256[] memory counted = found.counted.amounts;
        counted[variable] = Aggregates.joined(aggregate, counted[variable], count, amount);
        found.zeroed.amounts[variable] = Aggregates.joined(aggregate, found.zeroed.amounts[variable], count, zeroed);
    }

    function _place(
        DayFacts memory d,
        Table memory t,
        Lane memory lane,
        uint256 input,
        uint256 startS,
        int256 amount,
        int256 zeroed
    ) private pure {
        uint256 sinceS = startS - d.startS;
        uint256 row = sinceS / t.stepS;
        if (sinceS % t.stepS != 0 || row >= t.rows) revert IntervalMisplaced(d.day, startS);
        t.counted[row * t.width + input] += amount;
        t.zeroed[row * t.width + input] += zeroed;
        t.found[row] |= 1 << input;
        if (_measures(lane, startS, t.stepS)) t.missing[row] -= 1;
    }

    /// @dev An interval that lacks a reading counts nothing, as a reading that is not there adds nothing to a sum.
    function _evaluateRows(PddVersion memory v, DayFacts memory d, Table memory t, DayReadings memory found) private view {
        uint256 rows;
        for (uint256 row; row < t.rows; ++row) {
            if (t.missing[row] == 0 && t.found[row] == t.full) {
                for (uint256 i; i < t.width; ++i) {
                    t.counted[rows * t.width + i] = t.counted[row * t.width + i];
                    t.zeroed[rows * t.width + i] = t.zeroed[row * t.width + i];
                }
                ++rows;
            } else if (t.found[row] != 0) {
                found.incomplete += 1;
            }
        }
        found.intervals = uint32(rows);
        if (rows == 0) return;
        (int256[] memory counted, int256[] memory zeroed) = (t.counted, t.zeroed);
        uint256 words = rows * t.width;
        assembly ("memory-safe") {
            mstore(counted, words)
            mstore(zeroed, words)
        }
        bytes32 program = v.interval.programHash;
        if (v.programs.length > 0) program = v.programs[d.year - v.programs[0].year].intervalHash;
        _joinResults(v, found.counted, quantifier.evaluateRows(program, counted, rows), rows);
        if (d.isWithdrawn) _joinResults(v, found.zeroed, quantifier.evaluateRows(program, zeroed, rows), rows);
    }

    function _joinResults(PddVersion memory v, Sums memory sums, int256[] memory results, uint256 rows) private pure {
        uint256 equations = results.length / rows;
        for (uint256 i; i < v.variables.length; ++i) {
            if (v.variables[i].source != Aggregates.INTERVALS) continue;
            uint256 equation = uint256(v.variables[i].amount) >> 8;
            uint256 aggregate = Aggregates.kindOf(v, i);
            for (uint256 row; row < rows; ++row) {
                int256 result = results[row * equations + equation];
                sums.amounts[i] = Aggregates.joined(aggregate, sums.amounts[i], row, result);
            }
            sums.counts[i] = rows;
        }
    }
}
