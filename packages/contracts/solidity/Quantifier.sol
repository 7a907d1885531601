// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {DataContract} from "./DataContract.sol";
import {FixedMath} from "./FixedMath.sol";
import {IQuantifier} from "./IQuantifier.sol";

/// @title Interpreter of compiled methodologies
/// @notice Straight-line programs over int256 at scale 1e18: no jumps, so every cost is bounded when a program is
/// registered. Opcodes take operands of two bytes, big-endian:
/// 00 END | 01 CONST i, 02 VAR i, 03 REG r | 10 ADD, 11 SUB, 12 NEG | 13 MULF, 14 MULC | 15 DIVF, 16 DIVC |
/// 17 MULDIVF, 18 MULDIVC (a·b/c, c on top) | 20 MIN, 21 MAX | 30 LOOKUP t, mode (0 down, 1 up) |
/// 40 ROUND mode, constant | 50 STORE r (ends an equation). 31 CONV is reserved and refused.
/// Tables are laid end to end: row count n, then n pairs (key, value) with ascending keys.
contract Quantifier is IQuantifier {
    /// @notice Registers of a program.
    uint256 public constant REGISTERS = 256;
    /// @notice Depth of the stack.
    uint256 public constant STACK = 32;
    int256 private constant ONE = 1e18;

    /// @notice Where a program is kept; zero if it is not registered.
    mapping(bytes32 hash => address place) public programs;

    /// @notice A program became available.
    event ProgramRegistered(bytes32 indexed hash, address place);

    /// @notice No program with this hash.
    error UnknownProgram(bytes32 hash);
    /// @notice Not an opcode, or a reserved one.
    error UnknownOpcode(uint256 position, uint256 opcode);
    /// @notice An operand points outside of constants, tables, registers or modes, or is cut off.
    error OperandOutOfRange(uint256 position, uint256 operand);
    /// @notice The stack would run empty, exceed its depth, or not be empty at the end.
    error StackFault(uint256 position, uint256 depth);
    /// @notice The code does not end with END, or has bytes after it, or no equation.
    error CodeMalformed(uint256 position);
    /// @notice Tables are not rows of ascending keys laid end to end.
    error TablesMalformed(uint256 position);
    /// @notice Fewer variables were passed than the program reads.
    error VariablesMissing(uint256 expected, uint256 found);
    /// @notice The divisor of an equation is zero or negative.
    error DivisorNotPositive(uint256 equation);
    /// @notice A result of an equation does not fit into int256.
    error Overflow(uint256 equation);
    /// @notice The argument lies outside of a table.
    error LookupOutOfRange(uint256 equation, int256 argument);

    struct Shape {
        uint256 variables;
        uint256 registers;
        uint256 equations;
        uint256 tables;
    }

    /// @notice Verifies a program and keeps it for good. Registering it again changes nothing.
    /// @param code Opcodes.
    /// @param constants At 1e18.
    /// @param tables Of lookups and convolutions.
    /// @return hash keccak256(keccak256(code) ‖ keccak256(constants) ‖ keccak256(tables)).
    function registerProgram(bytes calldata code, int256[] calldata constants, int256[] calldata tables)
        external
        returns (bytes32 hash)
    {
        hash = keccak256(
            abi.encodePacked(
                keccak256(code), keccak256(abi.encodePacked(constants)), keccak256(abi.encodePacked(tables))
            )
        );
        if (programs[hash] != address(0)) return hash;
        Shape memory shape = _verify(code, constants, _verifyTables(tables));
        address place = DataContract.write(
            abi.encodePacked(
                uint16(shape.variables),
                uint16(shape.registers),
                uint16(shape.equations),
                uint16(code.length),
                uint16(constants.length),
                uint16(tables.length),
                uint16(0),
                code,
                constants,
                tables
            )
        );
        programs[hash] = place;
        emit ProgramRegistered(hash, place);
    }

    /// @inheritdoc IQuantifier
    function shapeOf(bytes32 hash) public view returns (uint256 variables, uint256 equations) {
        bytes memory program = _load(hash);
        variables = _u16(program, 0);
        equations = _u16(program, 4);
    }

    /// @inheritdoc IQuantifier
    function evaluate(bytes32 hash, int256[] calldata variables)
        external
        view
        returns (int256[] memory unrounded, int256[] memory rounded)
    {
        bytes memory program = _load(hash);
        uint256 needed = _u16(program, 0);
        if (variables.length < needed) revert VariablesMissing(needed, variables.length);
        unrounded = new int256[](_u16(program, 4));
        rounded = new int256[](unrounded.length);
        _run(program, variables, unrounded, rounded);
    }

    /// @inheritdoc IQuantifier
    function evaluateRows(bytes32 hash, int256[] calldata rows, uint256 count)
        external
        view
        returns (int256[] memory rounded)
    {
        bytes memory program = _load(hash);
        (uint256 needed, uint256 equations) = (_u16(program, 0), _u16(program, 4));
        uint256 width = count == 0 ? 0 : rows.length / count;
        if (width < needed || width * count != rows.length) revert VariablesMissing(needed * count, rows.length);
        rounded = new int256[](count * equations);
        (int256[] memory before, int256[] memory results) = (new int256[](equations), new int256[](equations));
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        for (uint256 row; row < count; ++row) {
            _run(program, rows[row * width:(row + 1) * width], before, results);
            for (uint256 i; i < equations; ++i) {
                rounded[row * equations + i] = results[i];
            }
            // registers and stack of a row are not needed any more; every register is written before it is read
            assembly ("memory-safe") {
                mstore(0x40, free)
            }
        }
    }

    // The loop trusts what registerProgram has verified: operands are in range, the stack neither runs empty nor over,
    // registers are written before they are read, the last opcode is END. One branch per opcode, hence its length.
    // solhint-disable-next-line function-max-lines
    function _run(
        bytes memory program,
        int256[] calldata variables,
        int256[] memory unrounded,
        int256[] memory rounded
    ) private pure {
        unchecked {
            uint256 registers = _allocate(_u16(program, 2));
            uint256 sp = _allocate(STACK); // next free cell
            uint256 pointer;
            assembly ("memory-safe") {
                pointer := add(program, 46)
            }
            uint256 constants = pointer + _u16(program, 6);
            uint256 equation;
            int256 before;
            bool wasRounded;
            while (true) {
                uint256 op;
                uint256 operand;
                assembly ("memory-safe") {
                    let word := mload(pointer)
                    op := shr(248, word)
                    operand := and(shr(232, word), 0xffff)
                }
                if (op < 0x04) {
                    if (op == 0x00) return;
                    assembly ("memory-safe") {
                        let cell := shl(5, operand)
                        switch op
                        case 1 { cell := mload(add(constants, cell)) }
                        case 2 { cell := calldataload(add(variables.offset, cell)) }
                        default { cell := mload(add(registers, cell)) }
                        mstore(sp, cell)
                    }
                    sp += 32;
                    pointer += 3;
                } else if (op < 0x30) {
                    sp = _arithmetic(op, sp, equation);
                    pointer += 1;
                } else if (op == 0x50) {
                    int256 top;
                    assembly ("memory-safe") {
                        sp := sub(sp, 32)
                        top := mload(sp)
                        mstore(add(registers, shl(5, operand)), top)
                    }
                    rounded[equation] = top;
                    unrounded[equation] = wasRounded ? before : top;
                    wasRounded = false;
                    equation += 1;
                    pointer += 3;
                } else {
                    uint256 second;
                    int256 top;
                    bool ok = true;
                    assembly ("memory-safe") {
                        second := and(shr(216, mload(pointer)), 0xffff)
                        top := mload(sub(sp, 32))
                    }
                    if (op == 0x40) {
                        before = top;
                        wasRounded = true;
                        int256 quantum;
                        assembly ("memory-safe") {
                            quantum := mload(add(constants, shl(5, second)))
                        }
                        (top, ok) = FixedMath.round(top, quantum, operand);
                    } else {
                        top = _lookup(constants + 32 * uint256(_u16(program, 8)), operand, second, top, equation);
                    }
                    if (!ok) revert Overflow(equation);
                    assembly ("memory-safe") {
                        mstore(sub(sp, 32), top)
                    }
                    pointer += 5;
                }
            }
        }
    }

    function _arithmetic(uint256 op, uint256 sp, uint256 equation) private pure returns (uint256) {
        unchecked {
            int256 a;
            int256 b;
            bool ok = true;
            assembly ("memory-safe") {
                sp := sub(sp, 32)
                b := mload(sp)
                a := mload(sub(sp, 32))
            }
            if (op == 0x12) {
                if (b == type(int256).min) revert Overflow(equation);
                assembly ("memory-safe") {
                    mstore(sp, sub(0, b))
                }
                return sp + 32;
            }
            if (op == 0x10) {
                int256 sum = a + b;
                ok = (a ^ sum) & (b ^ sum) >= 0;
                a = sum;
            } else if (op == 0x11) {
                int256 difference = a - b;
                ok = (a ^ b) & (a ^ difference) >= 0;
                a = difference;
            } else if (op < 0x15) {
                (a, ok) = FixedMath.mulDiv(a, b, ONE, op == 0x14);
            } else if (op < 0x17) {
                if (b <= 0) revert DivisorNotPositive(equation);
                (a, ok) = FixedMath.mulDiv(a, ONE, b, op == 0x16);
            } else if (op < 0x19) {
                if (b <= 0) revert DivisorNotPositive(equation);
                int256 factor = a;
                assembly ("memory-safe") {
                    sp := sub(sp, 32)
                    a := mload(sub(sp, 32))
                }
                (a, ok) = FixedMath.mulDiv(a, factor, b, op == 0x18);
            } else if (op == 0x20) {
                if (b < a) a = b;
            } else if (b > a) {
                a = b;
            }
            if (!ok) revert Overflow(equation);
            assembly ("memory-safe") {
                mstore(sub(sp, 32), a)
            }
            return sp;
        }
    }

    /// @dev Mode 0: the row of the highest key ≤ x; mode 1: the row of the lowest key ≥ x.
    function _lookup(uint256 place, uint256 table, uint256 mode, int256 x, uint256 equation)
        private
        pure
        returns (int256 result)
    {
        unchecked {
            uint256 rows;
            while (true) {
                rows = uint256(_word(place));
                place += 32;
                if (table == 0) break;
                place += rows * 64;
                table -= 1;
            }
            bool found;
            for (uint256 i; i < rows; ++i) {
                int256 key = _word(place + i * 64);
                if (mode == 0 ? key > x : key >= x) {
                    if (mode == 1) (found, result) = (true, _word(place + i * 64 + 32));
                    break;
                }
                if (mode == 0) (found, result) = (true, _word(place + i * 64 + 32));
            }
            if (!found) revert LookupOutOfRange(equation, x);
        }
    }

    function _word(uint256 place) private pure returns (int256 word) {
        assembly ("memory-safe") {
            word := mload(place)
        }
    }

    function _verifyTables(int256[] calldata tables) private pure returns (uint256 count) {
        uint256 place;
        while (place < tables.length) {
            int256 rows = tables[place];
            if (rows <= 0 || uint256(rows) > tables.length || place + 1 + 2 * uint256(rows) > tables.length) {
                revert TablesMalformed(place);
            }
            for (uint256 i = 1; i < uint256(rows); ++i) {
                if (tables[place + 1 + 2 * i] <= tables[place + 2 * i - 1]) revert TablesMalformed(place + 1 + 2 * i);
            }
            place += 1 + 2 * uint256(rows);
            count += 1;
        }
    }

    function _verify(bytes calldata code, int256[] calldata constants, uint256 tables)
        private
        pure
        returns (Shape memory shape)
    {
        bool[REGISTERS] memory written;
        uint256 depth;
        uint256 pointer;
        while (true) {
            if (pointer >= code.length) revert CodeMalformed(pointer);
            uint256 op = uint8(code[pointer]);
            if (op == 0x00) break;
            (uint256 size, uint256 taken, uint256 given) = _effect(op, pointer);
            if (depth < taken || depth - taken + given > STACK) revert StackFault(pointer, depth);
            depth = depth - taken + given;
            if (pointer + size > code.length) revert OperandOutOfRange(pointer, 0);
            if (size > 1) _verifyOperands(code, pointer, op, constants, tables, shape, written);
            pointer += size;
        }
        if (pointer + 1 != code.length || shape.equations == 0) revert CodeMalformed(pointer);
        if (depth != 0) revert StackFault(pointer, depth);
    }

    /// @dev Bytes of an opcode with operands, cells it takes from the stack, cells it puts back.
    function _effect(uint256 op, uint256 pointer) private pure returns (uint256 size, uint256 taken, uint256 given) {
        if (op < 0x04) return (3, 0, 1);
        if (op == 0x12) return (1, 1, 1);
        if (op >= 0x10 && op <= 0x16) return (1, 2, 1);
        if (op == 0x17 || op == 0x18) return (1, 3, 1);
        if (op == 0x20 || op == 0x21) return (1, 2, 1);
        if (op == 0x30 || op == 0x40) return (5, 1, 1);
        if (op == 0x50) return (3, 1, 0);
        revert UnknownOpcode(pointer, op);
    }

    function _verifyOperands(
        bytes calldata code,
        uint256 pointer,
        uint256 op,
        int256[] calldata constants,
        uint256 tables,
        Shape memory shape,
        bool[REGISTERS] memory written
    ) private pure {
        uint256 first = uint16(bytes2(code[pointer + 1:pointer + 3]));
        bool valid = true;
        if (op == 0x01) {
            valid = first < constants.length;
        } else if (op == 0x02) {
            valid = first < 0xffff;
            if (first >= shape.variables) shape.variables = first + 1;
        } else if (op == 0x03) {
            valid = first < REGISTERS && written[first];
        } else if (op == 0x50) {
            valid = first < REGISTERS;
            if (valid) written[first] = true;
            if (first >= shape.registers) shape.registers = first + 1;
            shape.equations += 1;
        } else {
            uint256 second = uint16(bytes2(code[pointer + 3:pointer + 5]));
            valid = op == 0x40
                ? first < 5 && second < constants.length && constants[second] > 0
                : first < tables && second < 2;
        }
        if (!valid) revert OperandOutOfRange(pointer, first);
    }

    function _load(bytes32 hash) private view returns (bytes memory program) {
        address place = programs[hash];
        if (place == address(0)) revert UnknownProgram(hash);
        program = DataContract.read(place);
    }

    function _u16(bytes memory data, uint256 place) private pure returns (uint256 short) {
        assembly ("memory-safe") {
            short := shr(240, mload(add(add(data, 32), place)))
        }
    }

    function _allocate(uint256 words) private pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := mload(0x40)
            mstore(0x40, add(place, shl(5, words)))
        }
    }
}
