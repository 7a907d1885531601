// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @title Signed integer arithmetic with full-width products and directed rounding
/// @notice Every function reports overflow of int256 by its second result instead of wrapping.
library FixedMath {
    uint256 private constant INT_MIN = 1 << 255;

    /// @notice a·b/c with a 512-bit product; floor towards minus infinity, ceil towards plus infinity. c must be > 0.
    function mulDiv(int256 a, int256 b, int256 c, bool ceil) internal pure returns (int256 result, bool ok) {
        unchecked {
            bool negative = (a ^ b) < 0;
            uint256 ua = a < 0 ? uint256(-a) : uint256(a);
            uint256 ub = b < 0 ? uint256(-b) : uint256(b);
            (uint256 quotient, uint256 rest, bool fits) = _divide(ua, ub, uint256(c));
            if (!fits) return (0, false);
            if (rest != 0 && negative != ceil) {
                quotient += 1;
                if (quotient == 0) return (0, false);
            }
            if (negative) return quotient > INT_MIN ? (int256(0), false) : (int256(0 - quotient), true);
            return quotient >= INT_MIN ? (int256(0), false) : (int256(quotient), true);
        }
    }

    /// @dev Quotient and rest of x·y/d for d > 0. The long form inverts the odd part of d modulo 2^256
    /// by Newton's iteration (each step doubles the correct bits, starting from 4).
    function _divide(uint256 x, uint256 y, uint256 d) private pure returns (uint256 quotient, uint256 rest, bool fits) {
        unchecked {
            uint256 low = x * y;
            uint256 high;
            assembly ("memory-safe") {
                let full := mulmod(x, y, not(0))
                high := sub(sub(full, low), lt(full, low))
            }
            if (high == 0) return (low / d, low % d, true);
            if (high >= d) return (0, 0, false);
            rest = mulmod(x, y, d);
            if (rest > low) high -= 1;
            low -= rest;
            uint256 twos = d & (0 - d);
            d /= twos;
            low /= twos;
            uint256 flip;
            assembly ("memory-safe") {
                flip := add(div(sub(0, twos), twos), 1)
            }
            low |= high * flip;
            uint256 inverse = (3 * d) ^ 2;
            inverse *= 2 - d * inverse;
            inverse *= 2 - d * inverse;
            inverse *= 2 - d * inverse;
            inverse *= 2 - d * inverse;
            inverse *= 2 - d * inverse;
            inverse *= 2 - d * inverse;
            quotient = low * inverse;
            fits = true;
        }
    }

    /// @notice x as a multiple of the quantum (> 0). Modes: 0 floor, 1 ceil, 2 towards zero, 3 nearest with ties away
    /// from zero, 4 nearest with ties to the even multiple.
    function round(int256 x, int256 quantum, uint256 mode) internal pure returns (int256 result, bool ok) {
        unchecked {
            int256 rest = x % quantum;
            if (rest == 0) return (x, true);
            if (rest < 0) rest += quantum;
            result = x - rest;
            bool up = _up(x, rest, quantum, mode);
            // rest is in (0, quantum): going down wraps only below the minimum, going up only above the maximum.
            // When the lower multiple lies below the minimum, the upper one is still exact modulo 2^256.
            if (!up) return (result, result < x);
            result += quantum;
            ok = result > x;
        }
    }

    function _up(int256 x, int256 rest, int256 quantum, uint256 mode) private pure returns (bool) {
        unchecked {
            if (mode == 0) return false;
            if (mode == 1) return true;
            if (mode == 2) return x < 0;
            uint256 twice = uint256(rest) * 2;
            if (twice != uint256(quantum)) return twice > uint256(quantum);
            if (mode == 3) return x > 0;
            // x = (n + 1/2)·quantum; the quotient towards zero is n for x > 0 and n + 1 for x < 0
            int256 quotient = x / quantum;
            return x > 0 ? quotient & 1 != 0 : quotient & 1 == 0;
        }
    }
}
