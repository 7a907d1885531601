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
    /// this calibration finds; for days that were computed before it was found the rest follows now.
    function _bearingOf(Lane memory lane, MeterRule memory rule, uint32 day, int256 amount)
        internal
        view
        returns (Bearing memory b)
    {
        Calibration[] storage known = calibrations[lane.meter];
        uint256 count = known.length;
        uint256 done = count;
        while (done > 0 && known[done - 1].day > day) --done;
        uint256 due = rule.dueDay;
        if (done > 0 && known[done - 1].day + uint256(rule.intervalDays) > due) {
            due = known[done - 1].day + uint256(rule.intervalDays);
        }
        b.key = keccak256(abi.encode(lane.parameter, lane.meter, state.spine));
        Overdue storage before = overdue[b.key];
        if (before.measured > 0 && before.calibrations < count) {
            b.settled = true;
            b.foundError = known[before.calibrations].found;
            uint256 owed = PermissibleError.share(before.measured, b.foundError);
            if (owed > before.borne) b.rest = owed - before.borne;
        }
        if (day < due) return b;
        b.magnitude = PermissibleError.absolute(amount);
        (b.relative, b.reason, b.open) = (rule.permissible, 1, done == count);
        if (done < count && known[done].found > b.relative) (b.relative, b.reason) = (known[done].found, 2);
    }

    function _borneBy(Bearing memory b) internal pure returns (uint256) {
        return PermissibleError.share(b.magnitude, b.relative);
    }

    function _emitBearings(PddVersion memory v, Day memory d, uint16 revision) internal {
        for (uint256 i; i < d.bearings.length; ++i) {
            Bearing memory b = d.bearings[i];
            uint8 role = v.lanes[i].role;
            if (b.reason > 0 && b.magnitude > 0) {
                emit CalibrationApplied(d.day, revision, uint16(i), b.reason, b.relative, PermissibleError.signed(role, _borneBy(b)));
            }
            if (b.rest > 0) {
                emit CalibrationApplied(d.day, revision, uint16(i), 3, b.foundError, PermissibleError.signed(role, b.rest));
            }
        }
    }

    function _keepOverdue(PddVersion memory v, Day memory d) internal {
        for (uint256 i; i < d.bearings.length; ++i) {
            Bearing memory b = d.bearings[i];
            Overdue storage kept = overdue[b.key];
            // what is evaluated by reading cannot be taken back in a sum: a larger error found later is the verifier's
            if (Aggregates.needsReadings(v, i)) continue;
            if (b.settled) delete overdue[b.key];
            if (b.reason == 0 || !b.open || b.magnitude == 0) continue;
            if (kept.measured == 0) kept.calibrations = calibrations[v.lanes[i].meter].length;
            kept.measured += b.magnitude;
            kept.borne += _borneBy(b);
        }
    }
}
