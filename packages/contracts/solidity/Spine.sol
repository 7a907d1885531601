// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Alerts} from "./Alerts.sol";
import {Aggregates, Sums} from "./Aggregates.sol";
import {Calibrations} from "./Calibrations.sol";
import {FixedMath} from "./FixedMath.sol";
import {DayFacts, DayReadings, IReadings} from "./IReadings.sol";
import {LedgerState} from "./LedgerState.sol";
import {LocalTime} from "./LocalTime.sol";
import {Bound, History, Issuance, Lane, Limit, PddVersion} from "./PddVersion.sol";
import {PermissibleError} from "./PermissibleError.sol";
import {Bearing, Day} from "./SpineDay.sol";
import {Tolerance} from "./Tolerance.sol";

/// @title Quantification, day by day
/// @notice Records are cumulative over a vintage (calendar year of the local day); a day's figure is the difference to
/// the day before, so days add up to the vintage exactly. A new PDD version inside a vintage begins a new segment: its
/// inputs and DAYS start at zero, and the vintage is the sum of its segments. A ledger runs this code on its own storage
/// (DELEGATECALL); called by itself it finds no stage and refuses.
contract Spine is Calibrations, Alerts {
    uint256 private constant WITHDRAWN = 1;
    uint256 private constant BY_PROPONENT = 2;
    uint256 private constant BY_REGISTRY = 4;
    int256 private constant ONE = 1e18;

    /// @notice What evaluates readings of a day.
    IReadings public immutable readings;

    /// @notice Names interpreter and rules, the same as the ledger's, and what evaluates readings.
    constructor(address quantifier_, address rules_, address readings_) LedgerState(quantifier_, rules_) {
        readings = IReadings(readings_);
    }

    /// @notice Evaluates the day in hand from the sums on the chain. Anyone may call; the result is determined. A day
    /// with a case 3 or 4 that nobody decided is recorded as withheld and stays in hand. A day waits until every lane with
    /// data has readings to its end or later (of a replaced meter, to the replacement), or the proponent closed it, and
    /// until all announced batches are there.
    /// @param day The day in hand, counted from 1970-01-01.
    function quantifyDay(uint32 day) external {
        int256[] memory none = new int256[](0);
        (PddVersion memory v, Day memory d) = _prepare(day, msg.data[0:0], none, none);
        _record(v, d);
    }

    /// @notice The same with the readings that the evaluation needs: columns of the lanes of interval equations and of
    /// variables whose last, least or greatest reading counts, as they were committed, by lane and start.
    /// @param day Local day, counted from 1970-01-01.
    /// @param columns Readings as columns, in their canonical bytes.
    function quantifyDayOver(uint32 day, bytes calldata columns) external {
        int256[] memory none = new int256[](0);
        (PddVersion memory v, Day memory d) = _prepare(day, columns, none, none);
        _record(v, d);
    }

    /// @notice The same with coefficients of the period, in the order of the variables: for what was measured, and of a
    /// withdrawn day for what counts. The ledger checks who gives them, over `content`.
    /// @param day Local day, counted from 1970-01-01.
    /// @param coefficients Of the period, in the order of the variables, at 1e18.
    /// @param others The same of a withdrawn day, else none.
    /// @return content keccak256(abi.encode(inputs, inputs of a withdrawn day)).
    function evaluateDayWith(uint32 day, int256[] calldata coefficients, int256[] calldata others)
        external
        returns (bytes32 content)
    {
        (PddVersion memory v, Day memory d) = _prepare(day, msg.data[0:0], coefficients, others);
        content = keccak256(abi.encode(d.measured, d.withdrawn));
        _record(v, d);
    }

    /// @notice Inputs of the day in hand with coefficients at zero: measured, and of a withdrawn day those that count.
    /// @param day Local day, counted from 1970-01-01.
    /// @return measured Inputs as measured, at 1e18.
    /// @return withdrawn Inputs that count of a withdrawn day, else none.
    function dayInputs(uint32 day) external view returns (int256[] memory measured, int256[] memory withdrawn) {
        PddVersion memory v = _pdd(_indexInForce(day));
        uint256 count;
        for (uint256 i; i < v.variables.length; ++i) {
            if (v.variables[i].source == 6) ++count;
        }
        uint256 others = dayState[day].outcomes & WITHDRAWN != 0 ? count : 0;
        (, Day memory d) = _prepare(day, msg.data[0:0], new int256[](count), new int256[](others));
        return (d.measured, d.withdrawn);
    }

    function _prepare(uint32 day, bytes calldata columns, int256[] memory coefficients, int256[] memory others)
        private
        view
        returns (PddVersion memory v, Day memory d)
    {
        if (state.stage < TRIAL || state.stage > LIVE) revert StageForbids(state.stage);
        d.pddIndex = _indexInForce(day);
        v = _pdd(d.pddIndex);
        _checkTurn(v, day);
        d.isWithdrawn = dayState[day].outcomes & WITHDRAWN != 0;
        (d.year, d.month) = LocalTime.yearMonth(day);
        Vintage storage vintage = vintages[_key(d.year)];
        d.begun = vintage.firstDay != 0 && vintage.pddIndex == d.pddIndex;
        d.firstDay = d.begun ? vintage.firstDay : day;
        _gather(v, d, day);
        _gatherReadings(v, d, columns);
        d.measuredTotals = _totals(v, d.begun, vintage, d.counted);
        d.measured = _inputs(v, d, d.measuredTotals, coefficients);
        if (!d.isWithdrawn && others.length > 0) revert CoefficientsExpected(0, others.length);
        if (!d.isWithdrawn) return (v, d);
        d.withdrawnTotals = _totals(v, d.begun, vintage, d.zeroed);
        d.withdrawn = _inputs(v, d, d.withdrawnTotals, others);
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
        d.nextMidnightS = LocalTime.startOf(v.offsets, uint256(day) + 1);
        d.lengthS = d.nextMidnightS - LocalTime.startOf(v.offsets, day);
        if (d.nextMidnightS > block.timestamp) revert DayNotEnded(day, d.nextMidnightS);
        if (withheldOn[day] != 0) revert WithheldFirst(day, withheldOn[day]);
        bool closed = day <= state.closedThrough;
        d.quanta = new int256[](v.variables.length);
        d.counted = Sums(new int256[](v.variables.length), new uint256[](v.variables.length));
        d.zeroed = Sums(new int256[](v.variables.length), new uint256[](v.variables.length));
        d.bearings = new Bearing[](v.meters.length);
        for (uint256 i; i < v.lanes.length; ++i) {
            Lane memory lane = v.lanes[i];
            Slot memory slot = slots[day][uint16(i)];
            if (!closed) _checkComplete(d, i, lane);
            int256 amount = slot.sum * lane.multiplier;
            int256 rest;
            if (v.meters.length > 0) {
                Bearing memory bearing = _bearingOf(lane, v.meters[i], d, amount);
                d.bearings[i] = bearing;
                rest = _restOf(bearing, lane.role);
                amount += PermissibleError.signed(lane.role, _borneBy(bearing));
            }
            _addLane(v, d, lane, slot, amount, rest);
            d.readings += slot.count;
            d.expected += _expectedOf(d, lane);
        }
        if (d.readings == 0 && state.lastBatchDay <= day) revert DayWithoutData(day);
    }

    /// @dev A reading of a withdrawn baseline is a zero: of a mean it still counts as one. What is neither sum nor mean
    /// needs the readings.
    function _addLane(
        PddVersion memory v,
        Day memory d,
        Lane memory lane,
        Slot memory slot,
        int256 amount,
        int256 rest
    ) private pure {
        uint256 variable = lane.variableIndex;
        d.quanta[variable] += slot.sum;
        if (Aggregates.kindOf(v, variable) > Aggregates.MEAN_UP) return;
        d.counted.amounts[variable] += amount + rest;
        d.zeroed.amounts[variable] += lane.role == 1 ? rest : amount + rest;
        d.counted.counts[variable] += slot.count;
        d.zeroed.counts[variable] += slot.count;
    }

    /// @dev What sums and numbers of readings do not say is taken from the readings themselves.
    function _gatherReadings(PddVersion memory v, Day memory d, bytes calldata columns) private view {
        if (!_needsReadings(v)) {
            if (columns.length > 0) revert ReadingsDiffer(d.day, v.lanes.length);
            return;
        }
        DayFacts memory facts = DayFacts(
            d.day,
            d.year,
            d.nextMidnightS - d.lengthS,
            d.lengthS,
            d.isWithdrawn,
            new uint64[](v.lanes.length),
            new bytes32[](v.lanes.length)
        );
        for (uint256 i; i < v.lanes.length; ++i) {
            facts.hashes[i] = readingsOf[d.day][uint16(i)];
            if (d.bearings.length > 0 && d.bearings[i].reason > 0) facts.relative[i] = d.bearings[i].relative;
        }
        DayReadings memory found = readings.gather(pdds[d.pddIndex], facts, columns);
        (d.intervals, d.incomplete) = (found.intervals, found.incomplete);
        for (uint256 i; i < v.variables.length; ++i) {
            if (v.variables[i].source == Aggregates.LANES && Aggregates.kindOf(v, i) <= Aggregates.MEAN_UP) continue;
            (d.counted.amounts[i], d.counted.counts[i]) = (found.counted.amounts[i], found.counted.counts[i]);
            (d.zeroed.amounts[i], d.zeroed.counts[i]) = (found.zeroed.amounts[i], found.zeroed.counts[i]);
        }
    }

    function _needsReadings(PddVersion memory v) private pure returns (bool) {
        for (uint256 i; i < v.lanes.length; ++i) {
            if (Aggregates.needsReadings(v, i)) return true;
        }
        return false;
    }

    /// @dev Intervals of the day that the lane's meter measures: the one of a replacement is the next meter's.
    function _expectedOf(Day memory d, Lane memory lane) private pure returns (uint32) {
        uint256 until = lane.untilS == 0 ? d.lengthS : _since(d, lane.untilS);
        return uint32(until / lane.stepS - _since(d, lane.fromS) / lane.stepS);
    }

    /// @dev Seconds of the day before an instant.
    function _since(Day memory d, uint256 atS) private pure returns (uint256) {
        uint256 startS = d.nextMidnightS - d.lengthS;
        if (atS <= startS) return 0;
        return atS < d.nextMidnightS ? atS - startS : d.lengthS;
    }

    /// @dev A lane that never had data keeps nobody waiting, nor does one whose meter was replaced before the day. On the
    /// day of the replacement it is awaited as long as one more interval has place before it.
    function _checkComplete(Day memory d, uint256 index, Lane memory lane) private view {
        uint256 endS = laneEndS[keccak256(abi.encode(lane.parameter, lane.meter))];
        if (endS == 0 || endS >= d.nextMidnightS) return;
        if (lane.untilS != 0 && lane.untilS < d.nextMidnightS) {
            if (lane.untilS <= d.nextMidnightS - d.lengthS || endS + lane.stepS > lane.untilS) return;
        }
        revert DayIncomplete(d.day, index, endS);
    }

    function _beginSegment(PddVersion memory v, Day memory d, Vintage storage vintage) private {
        if (vintage.firstDay != 0) {
            PddVersion memory ended = _pdd(vintage.pddIndex);
            if (v.histories.length + ended.histories.length > 0) revert SegmentInVintage(d.day);
            int256[4] memory base = vintage.base;
            _addHeads(base, _headsOf(ended.heads, vintage.rounded));
            vintage.base = base;
        }
        (, uint256 equations) = quantifier.shapeOf(v.programHash);
        vintage.recorded = false;
        vintage.firstDay = d.day;
        vintage.pddIndex = d.pddIndex;
        vintage.inputs = new int256[](v.variables.length);
        vintage.counts = new uint256[](_hasAggregates(v) ? v.variables.length : 0);
        vintage.rounded = new int256[](equations);
    }

    /// @dev Cases are judged on what was measured; a withdrawal changes only what is counted.
    function _record(PddVersion memory v, Day memory d) private {
        Vintage storage vintage = vintages[_key(d.year)];
        if (!d.begun) _beginSegment(v, d, vintage);
        DayState storage known = dayState[d.day];
        bytes32 program = _programOf(v, d.year);
        int256[] memory inputs = d.measured;
        (int256[] memory unrounded, int256[] memory rounded) = quantifier.evaluate(program, inputs);
        int256[] memory before = vintage.rounded;
        bool held = _judgeDay(v, d, before, rounded);
        uint256 outcomes = known.outcomes;
        bool isWithdrawn = !held && d.isWithdrawn;
        if (isWithdrawn) {
            inputs = d.withdrawn;
            (unrounded, rounded) = quantifier.evaluate(program, inputs);
        }
        d.status = held ? 3 : _status(d.level, outcomes);
        uint16 revision = known.revision + 1;
        emit DayEvaluated(
            d.day,
            revision,
            d.level,
            d.status,
            state.stage,
            program,
            d.readings,
            d.expected,
            inputs,
            unrounded,
            rounded
        );
        _emitHeads(v, d, revision, before, rounded);
        _emitBearings(v, d, revision);
        if (v.interval.programHash != 0) emit IntervalsEvaluated(d.day, revision, d.intervals, d.incomplete);
        if (held) known.revision = revision;
        else _advance(v, d, vintage, isWithdrawn ? d.withdrawnTotals : d.measuredTotals, inputs, rounded);
    }

    function _emitHeads(
        PddVersion memory v,
        Day memory d,
        uint16 revision,
        int256[] memory before,
        int256[] memory rounded
    ) private {
        int256[4] memory heads = _headsOf(v.heads, rounded);
        int256[4] memory prior = _headsOf(v.heads, before);
        emit Footprint(d.day, revision, heads[0] - prior[0], heads[1] - prior[1], heads[2] - prior[2]);
        emit Reduction(d.day, revision, heads[3] - prior[3], d.status);
    }

    function _hasAggregates(PddVersion memory v) private pure returns (bool) {
        for (uint256 i; i < v.variables.length; ++i) {
            if (Aggregates.kindOf(v, i) != Aggregates.SUM) return true;
        }
        return false;
    }

    /// @dev The segment with today: sums, and of other aggregates what is left of their readings.
    function _totals(PddVersion memory v, bool begun, Vintage storage vintage, Sums memory today)
        private
        view
        returns (Sums memory totals)
    {
        if (!begun) return today;
        totals = Sums(new int256[](v.variables.length), new uint256[](v.variables.length));
        for (uint256 i; i < totals.amounts.length; ++i) {
            uint256 source = v.variables[i].source;
            if (source != Aggregates.LANES && source != Aggregates.INTERVALS) continue;
            totals.amounts[i] = vintage.inputs[i];
            uint256 aggregate = Aggregates.kindOf(v, i);
            uint256 before = aggregate == Aggregates.SUM ? 0 : vintage.counts[i];
            totals.counts[i] = before + today.counts[i];
            if (aggregate > Aggregates.MEAN_UP && today.counts[i] == 0) continue;
            totals.amounts[i] = Aggregates.joined(aggregate, totals.amounts[i], before, today.amounts[i]);
        }
    }

    function _inputs(PddVersion memory v, Day memory d, Sums memory totals, int256[] memory coefficients)
        private
        view
        returns (int256[] memory inputs)
    {
        inputs = new int256[](v.variables.length);
        uint256 taken;
        uint256 spine = _key(0);
        for (uint256 i; i < inputs.length; ++i) {
            uint256 source = v.variables[i].source;
            if (source == 5) {
                inputs[i] = _earlier(v, spine, d.year, uint256(v.variables[i].amount));
            } else if (source == Aggregates.LANES || source == Aggregates.INTERVALS) {
                inputs[i] = Aggregates.read(Aggregates.kindOf(v, i), totals.amounts[i], totals.counts[i]);
            } else if (source == 1) inputs[i] = v.variables[i].amount;
            else if (source == 2) inputs[i] = int256(uint256(d.day - d.firstDay + 1)) * ONE;
            else if (source == 3) inputs[i] = int256(uint256(v.lastDay - v.firstDay + 1)) * ONE;
            else if (source == 4) inputs[i] = int256(d.nextMidnightS - LocalTime.startOf(v.offsets, d.firstDay)) * ONE / 3600;
            else if (taken++ < coefficients.length) inputs[i] = coefficients[taken - 1];
        }
        if (taken != coefficients.length) revert CoefficientsExpected(taken, coefficients.length);
    }

    /// @dev What the chain recorded of an earlier year, else what the version states of it.
    function _earlier(PddVersion memory v, uint256 spine, uint256 year, uint256 place) private view returns (int256) {
        History memory history = v.histories[place >> 16];
        uint256 lag = place & 0xffff;
        uint256 earlier = year > lag ? year - lag : 0;
        Recorded storage kept = recordedAmounts[history.series][spine | earlier];
        if (kept.known) return kept.amount;
        if (earlier < history.fromYear) return 0;
        if (earlier - history.fromYear >= history.amounts.length) revert HistoryMissing(history.series, earlier);
        return history.amounts[earlier - history.fromYear];
    }

    function _programOf(PddVersion memory v, uint256 year) private pure returns (bytes32) {
        return v.programs.length == 0 ? v.programHash : v.programs[year - v.programs[0].year].programHash;
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
            Bound memory bound = Tolerance.boundAt(limit, d.day, d.month, 0);
            (uint256 found, int256 amount) = _judged(limit, bound, d, before, rounded);
            uint8 level = uint8(found); // 1..4
            if (level > d.level) d.level = level;
            if (level < 2) continue;
            bool opened = _open(d.day, uint16(i), level, amount, bound.low, bound.high, true);
            if (opened && level > 2) held = true;
        }
        if (d.level > known) dayState[d.day].level = d.level;
    }

    /// @dev Case of a day's amount, and the amount: counts of a variable, a ratio, or an equation's share of the day.
    function _judged(
        Limit memory limit,
        Bound memory bound,
        Day memory d,
        int256[] memory before,
        int256[] memory rounded
    ) private pure returns (uint256 level, int256 amount) {
        uint256 subject = limit.subject;
        if (limit.divisor != Tolerance.NO_DIVISOR) {
            return Tolerance.ratioCase(bound, d.counted.amounts[subject], d.counted.amounts[limit.divisor]);
        }
        amount = limit.subjectKind == 1 ? d.quanta[subject] : rounded[subject] - before[subject];
        level = Tolerance.caseOf(bound, amount);
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
        Sums memory totals,
        int256[] memory inputs,
        int256[] memory rounded
    ) private {
        for (uint256 i; i < inputs.length; ++i) {
            uint256 source = v.variables[i].source;
            if (source != Aggregates.LANES && source != Aggregates.INTERVALS) continue;
            if (d.readings > 0 || d.bearings.length > 0) vintage.inputs[i] = totals.amounts[i];
            if (Aggregates.kindOf(v, i) != Aggregates.SUM) vintage.counts[i] = totals.counts[i];
        }
        for (uint256 i; i < rounded.length; ++i) {
            vintage.rounded[i] = rounded[i];
        }
        _keepOverdue(v, d);
        state.nextDay = d.day + 1;
        (uint256 nextYear,) = LocalTime.yearMonth(uint256(d.day) + 1);
        if (nextYear != d.year || d.day == v.lastDay) {
            _recordVintage(v, d, vintage, rounded);
            _recordAmounts(v, d.year, inputs);
        }
    }

    function _recordAmounts(PddVersion memory v, uint256 year, int256[] memory inputs) private {
        for (uint256 i; i < v.histories.length; ++i) {
            int256 amount = inputs[v.histories[i].variable];
            if (amount != int248(amount)) revert AmountTooLarge(amount);
            recordedAmounts[v.histories[i].series][_key(year)] = Recorded(true, int248(amount));
        }
    }

    function _recordVintage(PddVersion memory v, Day memory d, Vintage storage vintage, int256[] memory rounded)
        private
    {
        int256[4] memory heads = vintage.base;
        _addHeads(heads, _headsOf(v.heads, rounded));
        int256 lost = _issue(v.issuance, vintage, heads[3] - vintage.counted + carried);
        (vintage.recorded, vintage.counted) = (true, heads[3]);
        vintage.records += 1;
        emit VintageRecorded(
            uint16(d.year),
            vintage.records,
            heads[0],
            heads[1],
            heads[2],
            heads[3],
            vintage.eligible,
            carried,
            state.stage
        );
        if (v.issuance.cap >= 0 || v.issuance.bufferQuantum > 0) {
            emit IssuanceLimited(uint16(d.year), vintage.records, lost, _bufferOf(v.issuance, vintage.eligible));
        }
    }

    /// @dev Adds what is offered, in whole quanta and up to the cap of the vintage, to what is eligible. A remainder or a
    /// deficit is carried as the rule says.
    /// @return lost What lies above the cap.
    function _issue(Issuance memory rule, Vintage storage vintage, int256 offered) private returns (int256 lost) {
        int256 allowed = offered;
        if (rule.cap >= 0) {
            int256 room = rule.cap > vintage.eligible ? rule.cap - vintage.eligible : int256(0);
            if (offered > room) allowed = room;
        }
        lost = offered - allowed;
        int256 issued = allowed > 0 ? allowed - allowed % rule.quantum : int256(0);
        int256 rest = allowed - issued;
        carried = (rest < 0 ? rule.carryNegative : !rule.dropRemainder) ? rest : int256(0);
        vintage.eligible += issued;
    }

    /// @dev Share of the eligible quantity that is withheld: not a deduction of it.
    function _bufferOf(Issuance memory rule, int256 eligible) private pure returns (int256 buffer) {
        if (rule.bufferQuantum == 0) return 0;
        bool fits;
        (buffer, fits) = FixedMath.round(eligible * rule.bufferShare / 1e18, rule.bufferQuantum, rule.bufferRounding);
        if (!fits) revert AmountTooLarge(eligible);
    }
}
