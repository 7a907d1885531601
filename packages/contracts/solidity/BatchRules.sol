// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Aggregates} from "./Aggregates.sol";
import {Columns} from "./Columns.sol";
import {DataContract} from "./DataContract.sol";
import {BatchJudgement, ColumnFacts, LimitFacts} from "./IRules.sol";
import {LocalTime} from "./LocalTime.sol";
import {Bound, Lane, Limit, PddVersion} from "./PddVersion.sol";
import {Tolerance} from "./Tolerance.sol";

/// @title What a batch says, by the rules of a PDD version
/// @notice Part of the Rules: reads calldata and the version, needs nothing of a ledger's storage.
abstract contract BatchRules {
    using Columns for Columns.Column;

    /// @dev Work of one batch.
    struct Work {
        PddVersion v;
        uint32 day;
        uint256 month;
        uint256 hour; // of the readings in hand, if a limit asks for it
        bool hourly;
        uint256 cursor; // next entry of the flags
        uint256 previous; // key of the entry before, plus one
        uint256[] worst; // highest case per limit
        int256[] amount; // and of the readings that have it the one farthest out
        int256[] distance; // of this one
        Bound[] bound; // with its range
    }

    /// @dev Stored values of a lane that need no closer look.
    struct Window {
        uint256 lane; // plus one
        uint256 hour;
        uint256 low;
        uint256 high;
    }

    uint256 private constant EXCESS = 1 << 63;
    uint256 private constant ENTRY_BYTES = 10;

    /// @notice No lane of this number.
    error UnknownLane(uint256 lane);
    /// @notice The step is not the lane's.
    error StepMismatch(uint256 lane, uint256 expected, uint256 found);
    /// @notice Readings of another local day than the first one's.
    error SecondDay(uint256 day, uint256 found);
    /// @notice Readings outside of the crediting period.
    error OutsideCrediting(uint256 startS, uint256 endS);
    /// @notice Readings of a time at which another meter measures in the place of the lane's.
    error OtherMeter(uint256 lane, uint256 fromS, uint256 untilS);
    /// @notice Readings that end after the block's time.
    error InFuture(uint256 endS, uint256 nowS);
    /// @notice A count outside of the lane's bounds.
    error CountOutOfRange(uint256 column, uint256 position, int256 count);
    /// @notice Flags are not ascending entries of this batch.
    error FlagsMalformed(uint256 entry);
    /// @notice The declared case is lower than the contract's.
    error CaseUnderstated(uint256 column, uint256 position, uint256 computed);
    /// @notice The declared case is higher than the contract's.
    error CaseOverstated(uint256 column, uint256 position, uint256 computed);

    function _judgeBatch(address pdd, bytes calldata columns, bytes calldata flags)
        internal
        view
        returns (BatchJudgement memory judgement)
    {
        bytes32[] memory hashes;
        (hashes, judgement.readings) = Columns.hashAll(columns);
        judgement.columnsRoot = keccak256(abi.encodePacked(hashes));
        Work memory w;
        w.v = _versionAt(pdd);
        w.day = uint32(LocalTime.dayOf(w.v.offsets, Columns.header(columns, 0).startS));
        (, w.month) = LocalTime.yearMonth(w.day);
        w.worst = new uint256[](w.v.limits.length);
        w.amount = new int256[](w.v.limits.length);
        w.distance = new int256[](w.v.limits.length);
        w.bound = new Bound[](w.v.limits.length);
        for (uint256 i; i < w.v.limits.length; ++i) {
            if (w.v.limits[i].applies == 1 && w.v.limits[i].by > 2) w.hourly = true;
        }
        judgement.day = w.day;
        judgement.columns = _judgeColumns(w, columns, flags, hashes);
        judgement.limits = _violated(w);
    }

    function _judgeColumns(Work memory w, bytes calldata columns, bytes calldata flags, bytes32[] memory hashes)
        private
        view
        returns (ColumnFacts[] memory facts)
    {
        facts = new ColumnFacts[](hashes.length);
        uint256 place;
        Window memory window;
        for (uint256 i; i < hashes.length; ++i) {
            Columns.Column memory column = Columns.header(columns, place);
            place += Columns.HEADER_BYTES + 8 * column.count;
            if (column.lane >= w.v.lanes.length) revert UnknownLane(column.lane);
            Lane memory lane = w.v.lanes[column.lane];
            uint256 endS = _checkTime(w, column, lane);
            (int256 sum, uint256 flagged) = _judge(w, column, lane, window, flags, i);
            // sum: at most 8,192 counts of 64 bits; the others come from header fields of their own width
            facts[i] = ColumnFacts(
                uint16(column.lane),
                uint16(column.count),
                uint40(column.startS),
                uint24(column.stepS),
                endS,
                uint32(flagged),
                int128(sum),
                hashes[i],
                keccak256(abi.encode(lane.parameter, lane.meter)),
                Aggregates.needsReadings(w.v, column.lane)
            );
        }
        if (w.cursor != flags.length) revert FlagsMalformed(w.cursor / ENTRY_BYTES);
    }

    function _violated(Work memory w) private pure returns (LimitFacts[] memory facts) {
        uint256 found;
        for (uint256 i; i < w.worst.length; ++i) {
            if (w.worst[i] > 1) ++found;
        }
        facts = new LimitFacts[](found);
        for (uint256 i = w.worst.length; i > 0; --i) {
            uint256 level = w.worst[i - 1];
            if (level < 2) continue;
            Bound memory bound = w.bound[i - 1];
            facts[--found] = LimitFacts(uint16(i - 1), uint8(level), w.amount[i - 1], bound.low, bound.high);
        }
    }

    function _checkTime(Work memory w, Columns.Column memory column, Lane memory lane)
        private
        view
        returns (uint256 endS)
    {
        if (column.stepS != lane.stepS) revert StepMismatch(column.lane, lane.stepS, column.stepS);
        uint256 lastS = column.startS + (column.count - 1) * column.stepS;
        endS = lastS + column.stepS;
        if (column.startS < w.v.creditingFromS || endS > w.v.creditingToS) {
            revert OutsideCrediting(column.startS, endS);
        }
        if (endS > block.timestamp) revert InFuture(endS, block.timestamp);
        // the interval of the replacement itself may be measured by both, each its part
        bool isOthers = column.startS + column.stepS <= lane.fromS || (lane.untilS != 0 && lastS >= lane.untilS);
        if (isOthers) revert OtherMeter(column.lane, lane.fromS, lane.untilS);
        uint256 day = LocalTime.dayOf(w.v.offsets, column.startS);
        if (day == w.day) day = LocalTime.dayOf(w.v.offsets, lastS);
        if (day != w.day) revert SecondDay(w.day, day);
    }

    /// @dev Stored values in the window are inside the lane's bounds and of case 1 for every limit.
    function _openWindow(Work memory w, Window memory window, Lane memory lane, uint256 index) private pure {
        int256 low = lane.low;
        int256 high = lane.high;
        for (uint256 i; i < w.v.limits.length; ++i) {
            if (!_applies(w, i, lane.variableIndex)) continue;
            Bound memory bound = _boundOf(w, i);
            if (bound.low > low) low = bound.low;
            if (bound.high < high) high = bound.high;
        }
        // an empty window sends every reading the long way: low 1 and high 0 are never both met
        bool empty = low > high;
        window.lane = index + 1;
        window.hour = w.hour;
        window.low = empty ? 1 : uint256(low + int256(EXCESS));
        window.high = empty ? 0 : uint256(high + int256(EXCESS));
    }

    function _applies(Work memory w, uint256 limit, uint256 variable) private pure returns (bool) {
        Limit memory rule = w.v.limits[limit];
        return rule.applies == 1 && rule.subject == variable && rule.effectiveFrom <= w.day;
    }

    function _judge(
        Work memory w,
        Columns.Column memory column,
        Lane memory lane,
        Window memory window,
        bytes calldata flags,
        uint256 index
    ) private pure returns (int256 sum, uint256 flagged) {
        uint256 total;
        uint256 from;
        uint256 readings = column.count;
        while (from < readings) {
            if (w.hourly) column.count = _untilNextHour(w, column, from, readings);
            if (window.lane != column.lane + 1 || window.hour != w.hour) _openWindow(w, window, lane, column.lane);
            (uint256 part, uint256 outside) = column.scan(from, window.low, window.high);
            total += part;
            flagged += _skipFlags(w, flags, readings, index, outside);
            from = outside;
            if (outside == column.count) continue;
            uint256 word = column.stored(outside);
            total += word;
            int256 count = int256(word) - int256(EXCESS);
            if (count < lane.low || count > lane.high) revert CountOutOfRange(index, outside, count);
            flagged += _judgeOne(w, lane, flags, readings, index, outside, count);
            ++from;
        }
        column.count = readings;
        sum = int256(total) - int256(readings * EXCESS);
    }

    /// @dev Notes the hour of the reading at `from`; the first position of another one.
    function _untilNextHour(Work memory w, Columns.Column memory column, uint256 from, uint256 readings)
        private
        pure
        returns (uint256 until)
    {
        uint256 startS = column.startS + from * column.stepS;
        uint256 endS;
        (w.hour, endS) = LocalTime.hourOf(w.v.offsets, startS);
        until = from + (endS - startS + column.stepS - 1) / column.stepS;
        if (until > readings) until = readings;
    }

    function _boundOf(Work memory w, uint256 limit) private pure returns (Bound memory) {
        return Tolerance.boundAt(w.v.limits[limit], w.day, w.month, w.hour);
    }

    /// @dev Compares the declared with the computed case of one reading and remembers the highest case per limit.
    function _judgeOne(
        Work memory w,
        Lane memory lane,
        bytes calldata flags,
        uint256 readings,
        uint256 column,
        uint256 position,
        int256 count
    ) private pure returns (uint256 flagged) {
        uint256 computed = 1;
        for (uint256 i; i < w.v.limits.length; ++i) {
            if (!_applies(w, i, lane.variableIndex)) continue;
            Bound memory bound = _boundOf(w, i);
            uint256 level = Tolerance.caseOf(bound, count);
            if (level > computed) computed = level;
            if (level > 1 && level >= w.worst[i]) _keepWorst(w, i, level, count, bound);
        }
        uint256 declared = 1;
        while (_flagsHave(w, flags, column, position)) {
            (uint256 code, uint256 detail) = _takeFlag(w, flags, readings, column);
            if (code < 5) {
                bool known = detail < w.v.limits.length && _applies(w, detail, lane.variableIndex);
                uint256 level = known ? Tolerance.caseOf(_boundOf(w, detail), count) : 1;
                if (code > level) revert CaseOverstated(column, position, level);
                if (code > declared) declared = code;
            }
            if (code < 17) flagged = 1;
        }
        if (declared < computed) revert CaseUnderstated(column, position, computed);
    }

    function _keepWorst(Work memory w, uint256 limit, uint256 level, int256 count, Bound memory bound) private pure {
        int256 distance = Tolerance.distanceOf(bound, count);
        if (level == w.worst[limit] && distance <= w.distance[limit]) return;
        (w.worst[limit], w.amount[limit], w.bound[limit], w.distance[limit]) = (level, count, bound, distance);
    }

    /// @dev The PDD version kept at a place.
    function _versionAt(address pdd) internal view returns (PddVersion memory) {
        return abi.decode(DataContract.read(pdd), (PddVersion));
    }

    /// @dev Takes the entries of a column before a position; none may declare a case, for all those readings have case 1.
    function _skipFlags(Work memory w, bytes calldata flags, uint256 readings, uint256 column, uint256 until)
        private
        pure
        returns (uint256 flagged)
    {
        uint256 last = type(uint256).max;
        while (w.cursor < flags.length) {
            uint256 key = _flagKey(flags, w.cursor) >> 16;
            if (key >= (column << 16) + until) break;
            (uint256 code,) = _takeFlag(w, flags, readings, column);
            uint256 position = key & 0xffff;
            if (code < 5) revert CaseOverstated(column, position, 1);
            if (code < 17 && position != last) {
                last = position;
                flagged += 1;
            }
        }
    }

    function _flagsHave(Work memory w, bytes calldata flags, uint256 column, uint256 position)
        private
        pure
        returns (bool)
    {
        return w.cursor < flags.length && _flagKey(flags, w.cursor) >> 16 == (column << 16) + position;
    }

    /// @dev Column, position, code and detail of an entry as one ascending key.
    function _flagKey(bytes calldata flags, uint256 cursor) private pure returns (uint256 key) {
        assembly ("memory-safe") {
            key := shr(208, calldataload(add(flags.offset, cursor)))
        }
    }

    function _takeFlag(Work memory w, bytes calldata flags, uint256 readings, uint256 column)
        private
        pure
        returns (uint256 code, uint256 detail)
    {
        uint256 key = _flagKey(flags, w.cursor);
        code = (key >> 8) & 0xff;
        detail = key & 0xff;
        bool valid = w.cursor + ENTRY_BYTES <= flags.length && key >= w.previous && key >> 32 == column
            && (key >> 16) & 0xffff < readings;
        if (code == 17) valid = valid && key >> 16 == 0 && detail == 0;
        else valid = valid && ((code > 1 && code < 5) || code == 16);
        if (!valid) revert FlagsMalformed(w.cursor / ENTRY_BYTES);
        w.previous = key + 1;
        w.cursor += ENTRY_BYTES;
    }
}
