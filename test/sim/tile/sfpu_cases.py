"""Which library operation and parameters each recorded vector-unit table was made with."""


def _bits(*values):
    import struct

    return tuple(struct.unpack("<I", struct.pack("<f", v))[0] for v in values)


# table name -> (operation, parameters); a table not listed has the operation's name in snake case and no parameters
PARAMETERS = {
    "recip_nonlegacy": ("RecipExact", ()),
    "gelu_fast": ("Gelu", ()),
    "gelu_exact": ("GeluExact", ()),
    "mul_unary_2p5": ("MulUnary", _bits(2.5)),
    "leaky_relu_0p1": ("LeakyRelu", _bits(0.1)),
    "copy": ("Identity", ()),
    "elu_1": ("Elu", _bits(1)),
    "softplus_1_20": ("Softplus", _bits(1, 1, 20)),
    "power_3": ("Power", _bits(3)),
    "heaviside_0p5": ("Heaviside", _bits(0.5)),
    "clamp_m1_2": ("Clamp", _bits(-1, 2)),
    "hardtanh_m1_1": ("Hardtanh", _bits(-1, 1)),
    "relu_max_2": ("ReluMax", _bits(2)),
    "celu_1": ("Celu", _bits(1, 1)),
    "prelu_0p25": ("Prelu", _bits(0.25)),
    "fmod_1p5": ("FmodUnary", (0x3FC00000, 0x3F2AAAAB)),
    "rsub_unary_2p5": ("RsubUnary", _bits(2.5)),
    "selu": ("Selu", (0x3F867D5F, 0x3FD62D7D)),
    "unary_eq_1p5": ("UnaryEq", _bits(1.5)),
    "unary_ne_1p5": ("UnaryNe", _bits(1.5)),
    "unary_gt_1p5": ("UnaryGt", _bits(1.5)),
    "unary_ge_1p5": ("UnaryGe", _bits(1.5)),
    "unary_lt_1p5": ("UnaryLt", _bits(1.5)),
    "unary_le_1p5": ("UnaryLe", _bits(1.5)),
    "add_unary_2p5": ("AddUnary", _bits(2.5)),
    "sub_unary_2p5": ("SubUnary", _bits(2.5)),
    "div_unary_2p5": ("DivUnary", _bits(2.5)),
    "unary_max_0p5": ("UnaryMax", _bits(0.5)),
    "unary_min_0p5": ("UnaryMin", _bits(0.5)),
    "round_0": ("Round", (0,)),
    "threshold_0p5_7": ("Threshold", _bits(0.5, 7)),
    "relu_min_0p5": ("ReluMin", _bits(0.5)),
    "log_base2": ("LogBase", (0x3FB8AA3B,)),
    "power_iterative_3": ("PowerIterative", (3,)),
    "rdiv_2p5": ("Rdiv", _bits(2.5)),
    "xlogy_binary": ("Xlogy", ()),
    "addcmul_0p5": ("Addcmul", _bits(0.5)),
    "isinf": ("IsInf", ()),
    "isposinf": ("IsPosInf", ()),
    "isneginf": ("IsNegInf", ()),
    "isnan": ("IsNan", ()),
    "isfinite": ("IsFinite", ()),
    "typecast_Float16_b_Float32": ("Typecast", (5, 0)),
    "typecast_Float32_Int32": ("Typecast", (0, 8)),
    "typecast_Float16_b_Int32": ("Typecast", (5, 8)),
    "typecast_Float32_UInt32": ("Typecast", (0, 24)),
    "typecast_Float32_UInt8": ("Typecast", (0, 30)),
    "typecast_Float16_b_UInt8": ("Typecast", (5, 30)),
    "binary_max_int32": ("BinaryMaxInt32", ()),
    "bitwise_and_binary_int32": ("BitwiseAndBinary", ()),
    "bitwise_or_binary_int32": ("BitwiseOrBinary", ()),
    "bitwise_xor_binary_int32": ("BitwiseXorBinary", ()),
    "left_shift_3_int32": ("LeftShift", (3,)),
    "right_shift_3_int32": ("RightShift", (3,)),
    "bitwise_and_ff_int32": ("BitwiseAnd", (255,)),
}


def operation(table):
    """(operation, parameters) of a table."""
    return PARAMETERS.get(table) or ("".join(part.capitalize() for part in table.split("_")), ())
