// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {LedgerState} from "./LedgerState.sol";
import {LocalTime} from "./LocalTime.sol";
import {Bound, Lane, Limit, PddVersion} from "./PddVersion.sol";
import {SpineRecords} from "./SpineRecords.sol";
import {Tolerance} from "./Tolerance.sol";

/// @title Quantification, day by day
/// @notice Records are cumulative over a vintage (calendar year of the local day); a day's figure is the difference to
/// the day before, so days add up to the vintage exactly. A new PDD version inside a vintage begins a new segment: its
/// inputs and DAYS start at zero, and the vintage is the sum of its segments. A ledger runs this code on its own storage
/// (DELEGATECALL); called by itself it finds no stage and refuses.
contract Spine is SpineRecords {
    /// @dev Work of one day.
    struct Day {
        uint32 day;
        uint256 year;
        uint256 month;
        uint256 lengthS;
        uint256 nextMidnightS;
        uint32 readings;
        uint32 expected;
        uint8 level;
        uint8 status;
        int256[] quanta; // Σ counts per variable
        int256[] counted; // Σ counts × multiplier per variable
        int256[] zeroed; // the same with baseline lanes at zero
    }

    uint256 private constant WITHDRAWN = 1;
    uint256 private constant BY_PROPONENT = 2;
    uint256 private constant BY_REGISTRY = 4;
    int256 private constant ONE = 1e18;

    /// @notice Names interpreter and rules; the same as the ledger's.
    constructor(address quantifier_, address rules_) LedgerState(quantifier_, rules_) {}

    /// @notice Evaluates the day in hand from the sums on the chain. Anyone may call; the result is determined. A day
    /// with a case 3 or 4 that nobody decided is recorded as withheld and stays in hand.
    function quantifyDay(uint32 day) external {
        if (state.stage < TRIAL || state.stage > LIVE) revert StageForbids(state.stage);
        uint256 pddIndex = _indexInForce(day);
        PddVersion memory v = _pdd(pddIndex);
        _checkTurn(v, day);
        Day memory d;
        _gather(v, d, day);
        Vintage storage vintage = vintages[uint16(d.year)];
        if (vintage.firstDay == 0 || vintage.pddIndex != pddIndex) _beginSegment(vintage, v, pddIndex, day);
        _record(v, d, vintage);
    }

    function _checkTurn(PddVersion memory v, uint32 day) private view {
        uint32 next = state.nextDay;
        if (next == 0) {
            uint32 first = uint32(approvals[0]);
            next = first > v.firstDay ? first : v.firstDay;
        }
        if (day != next) {
            if (dayState[next].unresolved > 0) revert DayUnresolved(next);
            revert NotNextDay(next);
        }
        if (day < v.firstDay || day > v.lastDay) revert DayOutsideCrediting(day);
        if (dayState[day].unresolved > 0) revert DayUnresolved(day);
    }

    function _gather(PddVersion memory v, Day memory d, uint32 day) private view {
        d.day = day;
        (d.year, d.month) = LocalTime.yearMonth(day);
        d.nextMidnightS = LocalTime.startOf(v.offsets, uint256(day) + 1);
        d.lengthS = d.nextMidnightS - LocalTime.startOf(v.offsets, day);
        if (d.nextMidnightS > block.timestamp) revert DayNotEnded(day, d.nextMidnightS);
        d.quanta = new int256[](v.variables.length);
        d.counted = new int256[](v.variables.length);
        d.zeroed = new int256[](v.variables.length);
        for (uint256 i; i < v.lanes.length; ++i) {
            Lane memory lane = v.lanes[i];
            Slot memory slot = slots[day][uint16(i)];
            int256 amount = slot.sum * lane.multiplier;
            d.quanta[lane.variableIndex] += slot.sum;
            d.counted[lane.variableIndex] += amount;
            if (lane.role != 1) d.zeroed[lane.variableIndex] += amount;
            d.readings += slot.count;
            d.expected += uint32(d.lengthS / lane.stepS);
        }
        if (d.readings == 0 && state.lastBatchDay <= day) revert DayWithoutData(day);
    }

    function _beginSegment(Vintage storage vintage, PddVersion memory v, uint256 pddIndex, uint32 day) private {
        if (vintage.firstDay != 0) {
            int256[4] memory base = vintage.base;
            _addHeads(base, _headsOf(_pdd(vintage.pddIndex), vintage.rounded));
            vintage.base = base;
        }
        (, uint256 equations) = quantifier.shapeOf(v.programHash);
        vintage.firstDay = day;
        vintage.pddIndex = pddIndex;
        vintage.inputs = new int256[](v.variables.length);
        vintage.rounded = new int256[](equations);
    }

    /// @dev Cases are judged on what was measured; a withdrawal changes only what is counted.
    function _record(PddVersion memory v, Day memory d, Vintage storage vintage) private {
        DayState storage known = dayState[d.day];
        int256[] memory inputs = _inputs(v, d, vintage, d.counted);
        (int256[] memory unrounded, int256[] memory rounded) = quantifier.evaluate(v.programHash, inputs);
        int256[] memory before = vintage.rounded;
        bool held = _judgeDay(v, d, before, rounded);
        uint256 outcomes = known.outcomes;
        if (!held && outcomes & WITHDRAWN != 0) {
            inputs = _inputs(v, d, vintage, d.zeroed);
            (unrounded, rounded) = quantifier.evaluate(v.programHash, inputs);
        }
        d.status = held ? 3 : _status(d.level, outcomes);
        uint16 revision = known.revision + 1;
        emit DayEvaluated(
            d.day,
            revision,
            d.level,
            d.status,
            state.stage,
            v.programHash,
            d.readings,
            d.expected,
            inputs,
            unrounded,
            rounded
        );
        _emitHeads(v, d, revision, before, rounded);
        if (held) known.revision = revision;
        else _advance(v, d, vintage, inputs, rounded);
    }

    function _emitHeads(
        PddVersion memory v,
        Day memory d,
        uint16 revision,
        int256[] memory before,
        int256[] memory rounded
    ) private {
        int256[4] memory heads = _headsOf(v, rounded);
        int256[4] memory prior = _headsOf(v, before);
        emit Footprint(d.day, revision, heads[0] - prior[0], heads[1] - prior[1], heads[2] - prior[2]);
        emit Reduction(d.day, revision, heads[3] - prior[3], d.status);
    }

    function _inputs(PddVersion memory v, Day memory d, Vintage storage vintage, int256[] memory today)
        private
        view
        returns (int256[] memory inputs)
    {
        inputs = new int256[](v.variables.length);
        for (uint256 i; i < inputs.length; ++i) {
            uint256 source = v.variables[i].source;
            if (source == 0) inputs[i] = vintage.inputs[i] + today[i];
            else if (source == 1) inputs[i] = v.variables[i].amount;
            else if (source == 2) inputs[i] = int256(uint256(d.day - vintage.firstDay + 1)) * ONE;
            else if (source == 3) inputs[i] = int256(uint256(v.lastDay - v.firstDay + 1)) * ONE;
            else inputs[i] = int256(d.nextMidnightS - LocalTime.startOf(v.offsets, vintage.firstDay)) * ONE / 3600;
        }
    }

    /// @dev Judges the limits that apply to a day, opens exceptions, and says whether the day must be held.
    function _judgeDay(PddVersion memory v, Day memory d, int256[] memory before, int256[] memory rounded)
        private
        returns (bool held)
    {
        d.level = dayState[d.day].level;
        if (d.level == 0) d.level = 1;
        uint8 known = d.level;
        for (uint256 i; i < v.limits.length; ++i) {
            Limit memory limit = v.limits[i];
            if (limit.applies != 2 || limit.effectiveFrom > d.day) continue;
            int256 amount =
                limit.subjectKind == 1 ? d.quanta[limit.subject] : rounded[limit.subject] - before[limit.subject];
            Bound memory bound = Tolerance.boundOf(limit, d.month);
            uint8 level = uint8(Tolerance.caseOf(bound, amount));
            if (level > d.level) d.level = level;
            if (level < 2) continue;
            bool opened = _open(d.day, uint16(i), level, amount, bound.low, bound.high, true);
            if (opened && level > 2) held = true;
        }
        if (d.level > known) dayState[d.day].level = d.level;
    }

    /// @dev The status that asks for most attention wins: withdrawn, released without verification, released by registry.
    function _status(uint8 level, uint256 outcomes) private pure returns (uint8) {
        if (outcomes & WITHDRAWN != 0) return 6;
        if (outcomes & BY_PROPONENT != 0) return 4;
        if (outcomes & BY_REGISTRY != 0) return 5;
        return level > 1 ? 2 : 1;
    }

    function _advance(
        PddVersion memory v,
        Day memory d,
        Vintage storage vintage,
        int256[] memory inputs,
        int256[] memory rounded
    ) private {
        for (uint256 i; i < inputs.length; ++i) {
            if (v.variables[i].source == 0 && d.readings > 0) vintage.inputs[i] = inputs[i];
        }
        for (uint256 i; i < rounded.length; ++i) {
            vintage.rounded[i] = rounded[i];
        }
        state.nextDay = d.day + 1;
        (uint256 nextYear,) = LocalTime.yearMonth(uint256(d.day) + 1);
        if (nextYear != d.year || d.day == v.lastDay) _recordVintage(v, d, vintage, rounded);
    }

    function _recordVintage(PddVersion memory v, Day memory d, Vintage storage vintage, int256[] memory rounded)
        private
    {
        int256[4] memory heads = vintage.base;
        _addHeads(heads, _headsOf(v, rounded));
        int256 total = heads[3] + carried;
        int256 eligible = total > 0 ? total - total % v.issuance.quantum : int256(0);
        carried = total > 0 || v.issuance.carryNegative ? total - eligible : int256(0);
        (vintage.recorded, vintage.eligible) = (true, eligible);
        emit VintageRecorded(
            uint16(d.year), 1, heads[0], heads[1], heads[2], heads[3], eligible, carried, state.stage
        );
    }
}
