// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {LocalTime} from "./LocalTime.sol";
import {Bound, Lane, Limit, Offset, PddVersion} from "./PddVersion.sol";

/// @title Form of a PDD version
/// @notice Part of the Rules: needs nothing of a ledger.
abstract contract PddCheck {
    /// @notice A part of a version is malformed: 0 not canonical, 1 header, 2 crediting days, 3 offsets, 4 lanes, 5 variables,
    /// 6 limits, 7 heads, 8 issuance; `index` is the row.
    error PddInvalid(uint8 part, uint256 index);

    /// @dev Reverts with the first malformed part. Not checked: that texts and hashes mean anything.
    function _validate(PddVersion memory v, uint256 variables, uint256 equations) internal pure {
        if (v.visibility == 0 || v.visibility > 3) revert PddInvalid(1, 0);
        _validateTime(v);
        for (uint256 i; i < v.lanes.length; ++i) {
            Lane memory lane = v.lanes[i];
            bool known = lane.variableIndex < v.variables.length && v.variables[lane.variableIndex].source == 0;
            if (!known || lane.stepS == 0 || lane.role == 0 || lane.role > 3 || lane.low > lane.high) {
                revert PddInvalid(4, i);
            }
        }
        if (v.lanes.length > type(uint16).max) revert PddInvalid(4, v.lanes.length);
        if (v.variables.length < variables) revert PddInvalid(5, variables);
        for (uint256 i; i < v.variables.length; ++i) {
            if (v.variables[i].source > 4) revert PddInvalid(5, i);
        }
        for (uint256 i; i < v.limits.length; ++i) {
            if (!_isLimit(v.limits[i], v.variables.length, equations)) revert PddInvalid(6, i);
        }
        if (v.limits.length > 256) revert PddInvalid(6, v.limits.length);
        _validateHead(v.heads.baseline, equations, 0);
        _validateHead(v.heads.project, equations, 1);
        _validateHead(v.heads.leakage, equations, 2);
        if (v.heads.reduction >= equations) revert PddInvalid(7, 3);
        if (v.issuance.quantum <= 0 || v.issuance.rounding != 0) revert PddInvalid(8, 0);
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

    function _isLimit(Limit memory limit, uint256 variables, uint256 equations) private pure returns (bool) {
        if (limit.bounds.length != 1 && limit.bounds.length != 12) return false;
        bool onParameter = limit.subjectKind == 1 && limit.subject < variables;
        bool onEquation = limit.subjectKind == 2 && limit.subject < equations && limit.applies == 2;
        if ((!onParameter && !onEquation) || limit.applies == 0 || limit.applies > 2) return false;
        for (uint256 i; i < limit.bounds.length; ++i) {
            Bound memory bound = limit.bounds[i];
            if (bound.low > bound.high || bound.first < 0 || bound.first > bound.second) return false;
        }
        return true;
    }

    function _validateHead(uint16 head, uint256 equations, uint256 row) private pure {
        if (head != 0xffff && head >= equations) revert PddInvalid(7, row);
    }
}
