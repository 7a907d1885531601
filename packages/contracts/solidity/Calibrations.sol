// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Aggregates} from "./Aggregates.sol";
import {Lane, MeterRule, PddVersion} from "./PddVersion.sol";
import {PermissibleError} from "./PermissibleError.sol";
import {Bearing, Day} from "./SpineDay.sol";
import {SpineRecords} from "./SpineRecords.sol";

/// @title What overdue calibrations cost
abstract contract Calibrations is SpineRecords {
    /// @dev From the due day until the next calibration an amount bears the permissible error, or the larger one that
    /// this calibration finds. For days that were computed before it was stated the rest follows now.
    function _bearingOf(Lane memory lane, MeterRule memory rule, Day memory d, int256 amount)
        internal
        view
        returns (Bearing memory b)
    {
        Calibration[] storage known = calibrations[lane.meter];
        uint256 count = known.length;
        uint256 done = count;
        while (done > 0 && known[done - 1].day > d.day) --done;
        uint256 due = rule.dueDay;
        if (done > 0 && known[done - 1].day + uint256(rule.intervalDays) > due) {
            due = known[done - 1].day + uint256(rule.intervalDays);
        }
        b.key = keccak256(abi.encode(lane.parameter, lane.meter, state.spine));
        Overdue storage before = overdue[b.key];
        if (before.settled < before.list.length && before.calibrations < count) {
            _settle(b, before, known[before.calibrations], rule.intervalDays, d.firstDay);
        }
        if (d.day < due) return b;
        b.magnitude = PermissibleError.absolute(amount);
        (b.relative, b.reason, b.open) = (rule.permissible, 1, done == count);
        if (done < count && known[done].found > b.relative) (b.relative, b.reason) = (known[done].found, 2);
    }

    /// @dev Earlier days before the calibration owe its error, if that is larger. Those from it to the next due day owe
    /// nothing: what those of the segment in hand bore is given back, a record of a segment that ended stands. Days that
    /// were overdue again are for the next calibration.
    function _settle(Bearing memory b, Overdue storage before, Calibration memory done, uint256 interval, uint256 first)
        private
        view
    {
        (b.settles, b.foundError) = (true, done.found);
        b.settled = _daysBefore(before, done.day + interval);
        OverdueDay memory from = _upTo(before, before.settled);
        OverdueDay memory to = _upTo(before, _daysBefore(before, done.day));
        uint256 owed = PermissibleError.share(to.measured - from.measured, done.found);
        if (owed > to.borne - from.borne) b.rest = owed - (to.borne - from.borne);
        uint256 stands = _daysBefore(before, done.day > first ? done.day : first);
        if (b.settled > stands) b.back = _upTo(before, b.settled).borne - _upTo(before, stands).borne;
    }

    /// @dev Number of overdue days of a lane that are settled or lie before a day.
    function _daysBefore(Overdue storage of_, uint256 day) private view returns (uint256 low) {
        low = of_.settled;
        uint256 high = of_.list.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (of_.list[middle].day < day) low = middle + 1;
            else high = middle;
        }
    }

    function _upTo(Overdue storage of_, uint256 count) private view returns (OverdueDay memory last) {
        if (count > 0) last = of_.list[count - 1];
    }

    function _borneBy(Bearing memory b) internal pure returns (uint256) {
        return PermissibleError.share(b.magnitude, b.relative);
    }

    /// @dev What earlier days bore too little or too much, with the sign of the lane's role.
    function _restOf(Bearing memory b, uint8 role) internal pure returns (int256) {
        return PermissibleError.signed(role, b.rest) - PermissibleError.signed(role, b.back);
    }

    function _emitBearings(PddVersion memory v, Day memory d, uint16 revision) internal {
        for (uint256 i; i < d.bearings.length; ++i) {
            Bearing memory b = d.bearings[i];
            uint8 role = v.lanes[i].role;
            if (_bears(b) && (role != 1 || d.status != 6)) {
                _emitOne(d, revision, i, b.reason, b.relative, PermissibleError.signed(role, _borneBy(b)));
            }
            if (b.rest > 0) _emitOne(d, revision, i, 3, b.foundError, PermissibleError.signed(role, b.rest));
            if (b.back > 0) _emitOne(d, revision, i, 4, b.foundError, -PermissibleError.signed(role, b.back));
        }
    }

    function _emitOne(Day memory d, uint16 revision, uint256 lane, uint8 reason, uint64 relative, int256 adjustment)
        private
    {
        emit CalibrationApplied(d.day, revision, uint16(lane), reason, relative, adjustment);
    }

    function _bears(Bearing memory b) private pure returns (bool) {
        return b.reason > 0 && b.magnitude > 0;
    }

    function _keepOverdue(PddVersion memory v, Day memory d) internal {
        for (uint256 i; i < d.bearings.length; ++i) {
            Bearing memory b = d.bearings[i];
            Overdue storage kept = overdue[b.key];
            // what is evaluated by reading cannot be taken back in a sum: a larger error found later is the verifier's
            if (Aggregates.needsReadings(v, i)) continue;
            if (b.settles) {
                kept.settled = b.settled;
                kept.calibrations += 1;
            }
            // a withdrawn baseline counts nothing, so that it owes nothing
            if (!_bears(b) || !b.open || (d.isWithdrawn && v.lanes[i].role == 1)) continue;
            uint256 count = kept.list.length;
            if (kept.settled == count) kept.calibrations = calibrations[v.lanes[i].meter].length;
            OverdueDay memory last = _upTo(kept, count);
            uint256 measured = last.measured + b.magnitude;
            if (measured > type(uint224).max) revert AmountTooLarge(int256(b.magnitude));
            kept.list.push(OverdueDay(d.day, uint224(measured), last.borne + _borneBy(b)));
        }
    }
}
