// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @notice One parameter of one meter. A count times `multiplier` is the quantity at 1e18 in the variable's unit.
struct Lane {
    bytes32 parameter;
    bytes32 meter;
    uint16 variableIndex;
    uint24 stepS;
    uint8 role; // 1 baseline 2 project 3 leakage
    uint8 places;
    int256 multiplier;
    int64 low;
    int64 high;
    uint40 untilS; // from then on another meter measures; 0 = none
    uint40 fromS; // before it another meter measured; 0 = none
}

/// @notice Input of the program: 0 lanes, 1 constant, 2 DAYS, 3 DAYS_ALL, 4 HOURS, 5 amount of an earlier vintage,
/// 6 coefficient of the inputs of the period, computed off the chain and given with the evaluation, 7 result of an
/// interval equation. Behind those of the program stand lanes and constants that only interval equations read.
struct Variable {
    uint8 source;
    // of a constant; of source 5: row of `histories` × 2^16 + vintages before; of source 0 the aggregate (see Aggregates);
    // of source 7: interval equation × 2^8 + aggregate
    int256 amount;
}

/// @notice Equations that are evaluated for each interval of a day from its readings, before those of the vintage.
struct IntervalRule {
    bytes32 programHash; // 0 = none
    uint16[] inputs; // of its program, in order: variables of source 0 (the interval's reading) or 1
}

/// @notice Amounts that later vintages go back to. What the chain recorded itself stands before `amounts`.
struct History {
    uint16 variable; // whose amount a complete vintage keeps
    bytes32 series; // of parameter and unit: what keeps its meaning from version to version
    uint16 fromYear; // of the first of `amounts`; before it nothing, by declaration
    int256[] amounts; // year by year
}

/// @notice Calibration of a lane's meter. While one is overdue the lane's amounts bear the error against the claim.
struct MeterRule {
    uint32 dueDay; // first one after the document's last calibration
    uint32 intervalDays; // from a calibration on the chain to the next one due
    uint64 permissible; // maximum permissible error, relative, at 1e18
}

/// @notice Programs of a vintage, where fixed parameters have values by year.
struct YearProgram {
    uint16 year;
    bytes32 programHash;
    bytes32 intervalHash;
}

/// @notice A row of a limit: range with two margins: distance 0 case 1, up to first case 2, up to second case 3, beyond case 4.
struct Bound {
    int128 low;
    int128 high;
    int128 first;
    int128 second;
}

/// @notice A tolerance: ranges, one or several by local time. Parameter limits are in lane counts, equation limits at
/// 1e18, ratios (two parameters of a day, each as quantity at 1e18) at 1e18.
struct Limit {
    bytes32 id;
    uint8 applies; // 1 reading 2 day
    uint8 subjectKind; // 1 parameter (variable) 2 equation
    uint16 subject;
    uint16 divisor; // variable that the subject is divided by, 0xffff = none
    uint8 by; // 0 one range 1 month 2 weekday from Monday 3 hour 4 month and hour
    uint32 effectiveFrom;
    bytes bounds; // 1, 12, 7, 24 or 288 rows of 64 bytes: low, high, first, second as int128
}

/// @notice From `fromS` on, local time = UTC + offsetS.
struct Offset {
    uint40 fromS;
    int32 offsetS;
}

/// @notice Equation index per head of the footprint, 0xffff = none.
struct Heads {
    uint16 baseline;
    uint16 project;
    uint16 leakage;
    uint16 reduction;
}

/// @notice Rule that turns a vintage's reduction into an eligible quantity.
struct Issuance {
    int256 quantum;
    uint8 rounding; // 0 floor
    bool carryNegative;
    bool dropRemainder; // what is left below a quantum is not carried
    int256 cap; // of a vintage, what lies above is lost; negative = none
    int256 bufferShare; // of the eligible quantity, at 1e18
    int256 bufferQuantum; // 0 = no buffer
    uint8 bufferRounding; // as in FixedMath: 0 floor 1 ceil 2 trunc 3 half-up 4 half-even
}

/// @notice What a project document means for the chain.
struct PddVersion {
    bytes32 documentHash;
    bytes32 methodologyHash;
    bytes32 programHash;
    bool demonstration;
    uint8 visibility; // 1 parties 2 public-records 3 public
    uint40 creditingFromS;
    uint40 creditingToS;
    uint32 firstDay;
    uint32 lastDay;
    Offset[] offsets;
    Lane[] lanes;
    Variable[] variables;
    Limit[] limits;
    Heads heads;
    Issuance issuance;
    YearProgram[] programs; // none, or one for every year of the crediting period; then programHash is the first one's
    History[] histories;
    MeterRule[] meters; // none, or one for every lane
    IntervalRule interval;
}
