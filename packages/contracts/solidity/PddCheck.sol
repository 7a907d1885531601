// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Aggregates} from "./Aggregates.sol";
import {Shapes} from "./IRules.sol";
import {LocalTime} from "./LocalTime.sol";
import {Bound, History, Issuance, Lane, Limit, Offset, PddVersion, Variable} from "./PddVersion.sol";
import {Tolerance} from "./Tolerance.sol";

/// @title Form of a PDD version
/// @notice Part of the Rules: needs nothing of a ledger.
abstract contract PddCheck {
    /// @notice A part of a version is malformed: 0 not canonical, 1 header, 2 crediting days, 3 offsets, 4 lanes, 5 variables,
    /// 6 limits, 7 heads, 8 issuance, 9 programs by year, 10 histories, 11 meters, 12 interval equations; `index` is the row.
    error PddInvalid(uint8 part, uint256 index);

    /// @dev Reverts with the first malformed part. Not checked: that texts and hashes mean anything.
    function _validate(PddVersion memory v, Shapes memory shapes) internal pure {
        uint256 equations = shapes.equations;
        if (v.visibility == 0 || v.visibility > 3) revert PddInvalid(1, 0);
        _validateTime(v);
        for (uint256 i; i < v.lanes.length; ++i) {
            Lane memory lane = v.lanes[i];
            bool known = lane.variableIndex < v.variables.length && v.variables[lane.variableIndex].source == 0;
            if (!known || lane.stepS == 0 || lane.role == 0 || lane.role > 3 || lane.low > lane.high
                || (lane.untilS != 0 && lane.untilS <= lane.fromS)) {
                revert PddInvalid(4, i);
            }
        }
        if (v.lanes.length > type(uint16).max) revert PddInvalid(4, v.lanes.length);
        if (v.variables.length < shapes.variables) revert PddInvalid(5, shapes.variables);
        for (uint256 i; i < v.variables.length; ++i) {
            if (!_isVariable(v, i, shapes)) revert PddInvalid(5, i);
        }
        _validateInterval(v, shapes);
        for (uint256 i; i < v.limits.length; ++i) {
            if (!_isLimit(v, v.limits[i], equations)) revert PddInvalid(6, i);
        }
        if (v.limits.length > 256) revert PddInvalid(6, v.limits.length);
        _validateHead(v.heads.baseline, equations, 0);
        _validateHead(v.heads.project, equations, 1);
        _validateHead(v.heads.leakage, equations, 2);
        if (v.heads.reduction >= equations) revert PddInvalid(7, 3);
        _validateIssuance(v.issuance);
        _validatePrograms(v);
        _validateMeters(v);
        for (uint256 i; i < v.histories.length; ++i) {
            History memory history = v.histories[i];
            bool known = history.variable < v.variables.length && _isKept(v.variables[history.variable].source);
            if (!known || history.series == 0) revert PddInvalid(10, i);
        }
    }

    /// @dev An amount of an earlier vintage names its history and goes back at least one vintage.
    function _isVariable(PddVersion memory v, uint256 i, Shapes memory shapes) private pure returns (bool) {
        Variable memory variable = v.variables[i];
        uint256 place = uint256(variable.amount);
        if (variable.source == Aggregates.LANES) return place <= Aggregates.MAX;
        if (variable.source == Aggregates.INTERVALS) {
            return place & 0xff <= Aggregates.MAX && place >> 8 < shapes.intervalEquations;
        }
        if (variable.source < 5 || variable.source == 6) return true;
        return variable.source == 5 && place >> 16 < v.histories.length && place & 0xffff > 0;
    }

    /// @dev Inputs are readings or constants, each once; the readings are of intervals of one length.
    function _validateInterval(PddVersion memory v, Shapes memory shapes) private pure {
        uint256 count = v.interval.inputs.length;
        bool isNone = v.interval.programHash == 0;
        if (count > 256 || count < shapes.intervalVariables || (isNone && count > 0)) revert PddInvalid(12, count);
        bool isRead;
        for (uint256 i; i < count; ++i) {
            uint256 variable = v.interval.inputs[i];
            bool known = variable < v.variables.length && v.variables[variable].source < 2;
            if (!known || Aggregates.inputOf(v, variable) != i + 1) revert PddInvalid(12, i);
            isRead = isRead || v.variables[variable].source == Aggregates.LANES;
        }
        if (!isNone && !isRead) revert PddInvalid(12, count);
        uint256 stepS;
        for (uint256 i; i < v.lanes.length; ++i) {
            if (Aggregates.inputOf(v, v.lanes[i].variableIndex) == 0) continue;
            if (stepS != 0 && v.lanes[i].stepS != stepS) revert PddInvalid(4, i);
            stepS = v.lanes[i].stepS;
        }
        if (!isNone && stepS == 0) revert PddInvalid(12, count);
    }

    function _isKept(uint8 source) private pure returns (bool) {
        return source < 2 || source == 6;
    }

    function _validateMeters(PddVersion memory v) private pure {
        if (v.meters.length != 0 && v.meters.length != v.lanes.length) revert PddInvalid(11, v.meters.length);
        for (uint256 i; i < v.meters.length; ++i) {
            if (v.meters[i].intervalDays == 0 || v.meters[i].permissible > 1e18) revert PddInvalid(11, i);
        }
    }

    function _validatePrograms(PddVersion memory v) private pure {
        if (v.programs.length == 0) return;
        (uint256 first,) = LocalTime.yearMonth(v.firstDay);
        (uint256 last,) = LocalTime.yearMonth(v.lastDay);
        if (v.programs.length != last - first + 1) revert PddInvalid(9, v.programs.length);
        if (v.programs[0].programHash != v.programHash) revert PddInvalid(9, 0);
        if (v.programs[0].intervalHash != v.interval.programHash) revert PddInvalid(9, 0);
        for (uint256 i; i < v.programs.length; ++i) {
            if (v.programs[i].year != first + i) revert PddInvalid(9, i);
            if ((v.programs[i].intervalHash == 0) != (v.interval.programHash == 0)) revert PddInvalid(9, i);
        }
    }

    function _validateTime(PddVersion memory v) private pure {
        if (v.offsets.length == 0 || v.offsets[0].fromS != 0) revert PddInvalid(3, 0);
        for (uint256 i; i < v.offsets.length; ++i) {
            Offset memory row = v.offsets[i];
            bool ordered = i == 0 || row.fromS > v.offsets[i - 1].fromS;
            if (!ordered || row.offsetS > 86_400 || row.offsetS < -86_400) revert PddInvalid(3, i);
        }
        if (v.creditingFromS < 86_400 || v.creditingFromS >= v.creditingToS) revert PddInvalid(2, 0);
        if (v.firstDay != LocalTime.dayOf(v.offsets, v.creditingFromS)) revert PddInvalid(2, 1);
        if (v.lastDay != LocalTime.dayOf(v.offsets, v.creditingToS - 1)) revert PddInvalid(2, 2);
    }

    function _isLimit(PddVersion memory v, Limit memory limit, uint256 equations) private pure returns (bool) {
        uint256 rows = Tolerance.rowsOf(limit.by);
        if (rows == 0 || limit.bounds.length != rows * Tolerance.ROW_BYTES) return false;
        bool ofDay = limit.applies == 2;
        bool onParameter = limit.subjectKind == 1 && limit.subject < v.variables.length;
        bool onEquation = limit.subjectKind == 2 && limit.subject < equations && ofDay;
        if ((!onParameter && !onEquation) || (!ofDay && limit.applies != 1)) return false;
        if (ofDay && limit.by > 2) return false; // a day has no hour
        // of a day the chain has the sum; what is none is no amount of the day
        if (ofDay && onParameter && !_isSum(v, limit.subject)) return false;
        if (limit.divisor != Tolerance.NO_DIVISOR && !(ofDay && onParameter && _isRatio(v, limit))) return false;
        for (uint256 i; i < rows; ++i) {
            Bound memory bound = Tolerance.boundOf(limit, i);
            if (bound.low > bound.high || bound.first < 0 || bound.first > bound.second) return false;
        }
        return true;
    }

    /// @dev Both are sums of readings: nothing else is a quantity of a day.
    function _isRatio(PddVersion memory v, Limit memory limit) private pure returns (bool) {
        if (limit.divisor >= v.variables.length) return false;
        return _isSum(v, limit.divisor);
    }

    function _isSum(PddVersion memory v, uint256 variable) private pure returns (bool) {
        return v.variables[variable].source == Aggregates.LANES && v.variables[variable].amount == 0;
    }

    function _validateIssuance(Issuance memory issuance) private pure {
        if (issuance.quantum <= 0 || issuance.rounding != 0) revert PddInvalid(8, 0);
        bool isShare = issuance.bufferShare >= 0 && issuance.bufferShare <= 1e18;
        if (!isShare || issuance.bufferQuantum < 0 || issuance.bufferRounding > 4) revert PddInvalid(8, 1);
    }

    function _validateHead(uint16 head, uint256 equations, uint256 row) private pure {
        if (head != 0xffff && head >= equations) revert PddInvalid(7, row);
    }
}
