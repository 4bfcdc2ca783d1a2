// SFPU_OP(name, operands, parameters): every SFPU operation. Parameters are 32-bit patterns in call order, fp32 unless
// the name says Int32, UInt32 or a bit operation. Operands count DST tiles read; the order is that of the API call.
// Exponential and logarithm
SFPU_OP(Exp, 1, 0)
SFPU_OP(ExpApprox, 1, 0)      // exp_tile<true, false>
SFPU_OP(ExpFast, 1, 0)        // exp_tile<true, true>
SFPU_OP(ExpScaled, 1, 1)       // exp(x times the factor)
SFPU_OP(ExpApproxScaled, 1, 2) // factor, 1 without the check for large operands
SFPU_OP(ExpFastScaled, 1, 2)   // factor, 1 without the limit for small operands
SFPU_OP(Exp2, 1, 0)
SFPU_OP(Expm1, 1, 0)
SFPU_OP(Log, 1, 0)
SFPU_OP(LogBase, 1, 1)        // log(x) times the factor
SFPU_OP(Log1p, 1, 0)
SFPU_OP(Power, 1, 1)
SFPU_OP(PowerIterative, 1, 1) // integer exponent
SFPU_OP(Rpow, 1, 1)           // parameter ** x
// Roots and reciprocals
SFPU_OP(Recip, 1, 0)          // recip_tile<legacy_compat = true>
SFPU_OP(RecipExact, 1, 0)     // recip_tile<false>
SFPU_OP(Sqrt, 1, 0)
SFPU_OP(Rsqrt, 1, 0)
SFPU_OP(Cbrt, 1, 0)
// Activations
SFPU_OP(Tanh, 1, 0)
SFPU_OP(TanhFast, 1, 0)
SFPU_OP(Sigmoid, 1, 0)
SFPU_OP(SigmoidFast, 1, 0)
SFPU_OP(Silu, 1, 0)
SFPU_OP(Gelu, 1, 0)           // gelu_tile<fast_and_approx = true>
SFPU_OP(GeluExact, 1, 0)      // gelu_tile<false>
SFPU_OP(Relu, 1, 0)
SFPU_OP(ReluMax, 1, 1)
SFPU_OP(ReluMin, 1, 1)
SFPU_OP(LeakyRelu, 1, 1)
SFPU_OP(Prelu, 1, 1)
SFPU_OP(Elu, 1, 1)
SFPU_OP(Selu, 1, 2)           // scale, alpha
SFPU_OP(Celu, 1, 2)           // alpha, 1 / alpha
SFPU_OP(Softplus, 1, 3)       // beta, 1 / beta, threshold
SFPU_OP(Softsign, 1, 0)
SFPU_OP(Softshrink, 1, 1)
SFPU_OP(Hardshrink, 1, 1)
SFPU_OP(Hardsigmoid, 1, 0)
SFPU_OP(Hardmish, 1, 0)
SFPU_OP(Hardtanh, 1, 2)
SFPU_OP(Clamp, 1, 2)
SFPU_OP(Threshold, 1, 2)
SFPU_OP(Xielu, 1, 2)          // alpha above 0, alpha below
SFPU_OP(Mish, 1, 0)
SFPU_OP(Tanhshrink, 1, 0)
SFPU_OP(Softcap, 1, 2)        // beta, 1 / beta
SFPU_OP(Heaviside, 1, 1)
// Special functions
SFPU_OP(Erf, 1, 0)
SFPU_OP(Erfc, 1, 0)
SFPU_OP(Erfinv, 1, 0)
SFPU_OP(I0, 1, 0)
SFPU_OP(I1, 1, 0)
// Trigonometry
SFPU_OP(Sin, 1, 0)
SFPU_OP(Cos, 1, 0)
SFPU_OP(Tan, 1, 0)
SFPU_OP(Asin, 1, 0)
SFPU_OP(Acos, 1, 0)
SFPU_OP(Atan, 1, 0)
SFPU_OP(Sinh, 1, 0)
SFPU_OP(Cosh, 1, 0)
SFPU_OP(Asinh, 1, 0)
SFPU_OP(Acosh, 1, 0)
SFPU_OP(Atanh, 1, 0)
// Sign, rounding, classes
SFPU_OP(Identity, 1, 0)
SFPU_OP(Square, 1, 0)
SFPU_OP(Abs, 1, 0)
SFPU_OP(Negative, 1, 0)
SFPU_OP(Sign, 1, 0)
SFPU_OP(Signbit, 1, 0)
SFPU_OP(Floor, 1, 0)
SFPU_OP(Ceil, 1, 0)
SFPU_OP(Trunc, 1, 0)
SFPU_OP(Frac, 1, 0)
SFPU_OP(Round, 1, 1)          // decimals, an integer
SFPU_OP(IsInf, 1, 0)
SFPU_OP(IsPosInf, 1, 0)
SFPU_OP(IsNegInf, 1, 0)
SFPU_OP(IsNan, 1, 0)
SFPU_OP(IsFinite, 1, 0)
SFPU_OP(LogicalNot, 1, 0)
// One operand and a scalar
SFPU_OP(AddUnary, 1, 1)
SFPU_OP(SubUnary, 1, 1)
SFPU_OP(MulUnary, 1, 1)
SFPU_OP(DivUnary, 1, 1)       // multiplies by the parameter: pass the reciprocal
SFPU_OP(RsubUnary, 1, 1)
SFPU_OP(Rdiv, 1, 1)
SFPU_OP(FmodUnary, 1, 2)      // divisor, 1 / divisor
SFPU_OP(RemainderUnary, 1, 2) // divisor, 1 / divisor
SFPU_OP(UnaryMax, 1, 1)
SFPU_OP(UnaryMin, 1, 1)
SFPU_OP(UnaryEq, 1, 1)
SFPU_OP(UnaryNe, 1, 1)
SFPU_OP(UnaryGt, 1, 1)
SFPU_OP(UnaryGe, 1, 1)
SFPU_OP(UnaryLt, 1, 1)
SFPU_OP(UnaryLe, 1, 1)
SFPU_OP(Eqz, 1, 0)
SFPU_OP(Nez, 1, 0)
SFPU_OP(Ltz, 1, 0)
SFPU_OP(Gez, 1, 0)
SFPU_OP(Gtz, 1, 0)
SFPU_OP(Lez, 1, 0)
SFPU_OP(Fill, 1, 1)           // fp32 value; a 16-bit DST cuts it
SFPU_OP(FillInt, 1, 1)        // bit pattern as it is
SFPU_OP(Typecast, 1, 2)       // input Format, output Format
// Integers, one operand
SFPU_OP(AbsInt32, 1, 0)
SFPU_OP(NegativeInt32, 1, 0)
SFPU_OP(ReluInt32, 1, 0)
SFPU_OP(EqzInt32, 1, 0)
SFPU_OP(NezInt32, 1, 0)
SFPU_OP(LtzInt32, 1, 0)
SFPU_OP(GezInt32, 1, 0)
SFPU_OP(GtzInt32, 1, 0)
SFPU_OP(LezInt32, 1, 0)
SFPU_OP(UnaryEqInt32, 1, 1)
SFPU_OP(UnaryNeInt32, 1, 1)
SFPU_OP(UnaryGtInt32, 1, 1)
SFPU_OP(UnaryGeInt32, 1, 1)
SFPU_OP(UnaryLtInt32, 1, 1)
SFPU_OP(UnaryLeInt32, 1, 1)
SFPU_OP(UnaryMaxInt32, 1, 1)
SFPU_OP(UnaryMinInt32, 1, 1)
SFPU_OP(UnaryMaxUInt32, 1, 1)
SFPU_OP(UnaryMinUInt32, 1, 1)
SFPU_OP(ClampInt32, 1, 2)
SFPU_OP(AddUnaryInt32, 1, 1)
SFPU_OP(SubUnaryInt32, 1, 1)
SFPU_OP(RsubUnaryInt32, 1, 1)
SFPU_OP(SignbitInt32, 1, 0)
SFPU_OP(ReluMaxInt32, 1, 1)
SFPU_OP(ReluMinInt32, 1, 1)
SFPU_OP(LogicalNotInt32, 1, 0)
SFPU_OP(BitwiseAnd, 1, 1)
SFPU_OP(BitwiseOr, 1, 1)
SFPU_OP(BitwiseXor, 1, 1)
SFPU_OP(BitwiseNot, 1, 0)
SFPU_OP(LeftShift, 1, 1)
SFPU_OP(RightShift, 1, 1)     // arithmetic
// Two operands
SFPU_OP(AddBinary, 2, 0)
SFPU_OP(SubBinary, 2, 0)
SFPU_OP(MulBinary, 2, 0)
SFPU_OP(DivBinary, 2, 0)
SFPU_OP(RsubBinary, 2, 0)
SFPU_OP(PowerBinary, 2, 0)
SFPU_OP(FmodBinary, 2, 0)
SFPU_OP(Xlogy, 2, 0)
SFPU_OP(Atan2, 2, 0)
SFPU_OP(BinaryMax, 2, 0)
SFPU_OP(BinaryMin, 2, 0)
SFPU_OP(EqBinary, 2, 0)
SFPU_OP(NeBinary, 2, 0)
SFPU_OP(LtBinary, 2, 0)
SFPU_OP(GtBinary, 2, 0)
SFPU_OP(LeBinary, 2, 0)
SFPU_OP(GeBinary, 2, 0)
SFPU_OP(Mask, 2, 0)           // a where b != 0, else 0
SFPU_OP(Logsigmoid, 2, 0)     // x, exp(-x)
SFPU_OP(Logaddexp, 2, 0)
SFPU_OP(Logaddexp2, 2, 0)
SFPU_OP(RemainderBinary, 2, 0)
SFPU_OP(QuantInt32, 2, 1)     // fp32, factor; zero point of the init, fp32
SFPU_OP(RequantInt32, 2, 1)   // int32, factor
SFPU_OP(DequantInt32, 2, 1)   // int32, factor; the zero point is added first
SFPU_OP(MaskPosInf, 2, 0)     // a where b != 0, else +infinity
SFPU_OP(AddInt32, 2, 0)
SFPU_OP(SubInt32, 2, 0)
SFPU_OP(RsubInt32, 2, 0)
SFPU_OP(MulInt32, 2, 0)
SFPU_OP(AddUInt16, 2, 0)
SFPU_OP(SubUInt16, 2, 0)
SFPU_OP(RsubUInt16, 2, 0)
SFPU_OP(MulUInt16, 2, 0)
SFPU_OP(DivInt32, 2, 0)       // the quotient as fp32
SFPU_OP(DivInt32Floor, 2, 0)
SFPU_OP(DivInt32Trunc, 2, 0)
SFPU_OP(RemainderInt32, 2, 0)
SFPU_OP(FmodInt32, 2, 0)
SFPU_OP(RemainderUInt32, 2, 0)
SFPU_OP(BinaryMaxInt32, 2, 0)
SFPU_OP(BinaryMinInt32, 2, 0)
SFPU_OP(BinaryMaxUInt32, 2, 0)
SFPU_OP(BinaryMinUInt32, 2, 0)
SFPU_OP(LtUInt32, 2, 0)
SFPU_OP(GtUInt32, 2, 0)
SFPU_OP(LeUInt32, 2, 0)
SFPU_OP(GeUInt32, 2, 0)
SFPU_OP(EqInt32, 2, 0)
SFPU_OP(NeInt32, 2, 0)
SFPU_OP(LtInt32, 2, 0)
SFPU_OP(GtInt32, 2, 0)
SFPU_OP(LeInt32, 2, 0)
SFPU_OP(GeInt32, 2, 0)
SFPU_OP(BitwiseAndBinary, 2, 0)
SFPU_OP(BitwiseOrBinary, 2, 0)
SFPU_OP(BitwiseXorBinary, 2, 0)
SFPU_OP(BinaryLeftShift, 2, 0)
SFPU_OP(BinaryRightShift, 2, 0)        // arithmetic
SFPU_OP(BinaryLogicalRightShift, 2, 0)
SFPU_OP(Gcd, 2, 0)
SFPU_OP(Lcm, 2, 0)
// Three operands
SFPU_OP(Where, 3, 0)          // fp32 and integer patterns alike
SFPU_OP(Addcmul, 3, 1)        // a + value * b * c
SFPU_OP(Addcdiv, 3, 1)        // a + value * b / c
SFPU_OP(Lerp, 3, 0)           // a + c * (b - a)
SFPU_OP(Mac, 3, 0)            // a * b + c
// Along columns; not among the functions of one call on whole tiles
SFPU_OP(Cumsum, 0, 0)
SFPU_OP(Welford, 0, 0)
SFPU_OP(ReduceColumns, 0, 0)
SFPU_OP(Topk, 0, 0)
SFPU_OP(Rand, 0, 0)
SFPU_OP(Dropout, 0, 0)
