// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Offset} from "./PddVersion.sol";

/// @title Local days by a table of offsets
/// @notice The EVM knows no time zones; the table is part of the PDD version. Days count from 1970-01-01.
library LocalTime {
    int256 private constant DAY_S = 86_400;

    /// @notice Local day of an instant. Instants before 1970 in local time are not supported.
    function dayOf(Offset[] memory table, uint256 atS) internal pure returns (uint256) {
        int256 local = int256(atS) + _offsetAt(table, atS);
        return local < 0 ? 0 : uint256(local / DAY_S);
    }

    /// @notice First instant at which the local day has begun: the jump itself if midnight was jumped over, the first
    /// pass if midnight is repeated.
    function startOf(Offset[] memory table, uint256 day) internal pure returns (uint256) {
        int256 wall = int256(day) * DAY_S;
        uint256 last = table.length - 1;
        for (uint256 i; i < last; ++i) {
            int256 place = _later(wall - table[i].offsetS, int256(uint256(table[i].fromS)));
            if (place < int256(uint256(table[i + 1].fromS))) return uint256(place);
        }
        return uint256(_later(wall - table[last].offsetS, int256(uint256(table[last].fromS))));
    }

    /// @notice Year and month (1..12) of a day in the civil calendar.
    function yearMonth(uint256 day) internal pure returns (uint256 year, uint256 month) {
        unchecked {
            // eras of 400 years from 0000-03-01 (H. Hinnant, chrono-compatible low-level date algorithms)
            uint256 shifted = day + 719_468;
            uint256 era = shifted / 146_097;
            uint256 dayOfEra = shifted - era * 146_097;
            uint256 yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
            uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            uint256 shiftedMonth = (5 * dayOfYear + 2) / 153;
            month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
            year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        }
    }

    /// @notice Hour of the local day (0..23) at an instant, and the first instant at which another hour or offset holds.
    function hourOf(Offset[] memory table, uint256 atS) internal pure returns (uint256 hour, uint256 untilS) {
        uint256 i = table.length - 1;
        while (i > 0 && table[i].fromS > atS) --i;
        uint256 local = uint256(int256(atS) + table[i].offsetS) % uint256(DAY_S);
        hour = local / 3600;
        untilS = atS + 3600 - local % 3600;
        if (i + 1 < table.length && table[i + 1].fromS < untilS) untilS = table[i + 1].fromS;
    }

    function _offsetAt(Offset[] memory table, uint256 atS) private pure returns (int256 offsetS) {
        unchecked {
            uint256 i = table.length - 1;
            while (i > 0 && table[i].fromS > atS) --i;
            return table[i].offsetS;
        }
    }

    function _later(int256 a, int256 b) private pure returns (int256) {
        return a > b ? a : b;
    }
}
