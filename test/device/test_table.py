"""The device table: numbers that follow from each other, names, grids."""

import dataclasses

import pytest

from tilelang_tt.device import DEVICES, FORMATS, format_of, get_device
from tilelang_tt.mlir import ir, make_context
from tilelang_tt.mlir import to_attr as attr_of


@pytest.mark.parametrize(
    ("name", "grid", "usable", "cbs", "banks"),
    [
        ("wormhole", (8, 8), 1_395_392, 32, 12),
        ("n300", (8, 7), 1_395_392, 32, 12),
        ("blackhole", (13, 10), 1_461_760, 64, 8),
        ("p100", (11, 10), 1_461_760, 64, 7),
    ],
)
def test_facts(name, grid, usable, cbs, banks):
    device = get_device(name)
    assert (device.grid, device.l1_usable, device.num_cbs, device.dram_banks) == (grid, usable, cbs, banks)
    assert device.num_cores == grid[0] * grid[1]
    assert not device.legacy


@pytest.mark.parametrize(("bits", "full", "tiles"), [(16, False, 8), (16, True, 16), (32, False, 4), (32, True, 8)])
def test_dst_holds_what_the_hardware_holds(bits, full, tiles):
    assert get_device("wormhole").dst.tiles(bits, full=full) == tiles


def test_dst_modes_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="not 8-bit ones"):
        get_device("wormhole").dst.tiles(8)
    with pytest.raises(ValueError, match="no 32-bit mode"):
        get_device("grayskull").dst.tiles(32)


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("n150", "wormhole"),
        ("P150", "blackhole"),
        ("wormhole_b0", "wormhole"),
        ("tenstorrent", "wormhole"),
        ("tenstorrent/p150", "blackhole"),
    ],
)
def test_boards_are_names(alias, name):
    assert get_device(alias) is DEVICES[name]


def test_unknown_name_suggests_the_nearest():
    with pytest.raises(ValueError, match="unknown device 'blackhoel'; did you mean 'blackhole'"):
        get_device("blackhoel")


@pytest.mark.parametrize("grid", [[9, 8], [8, 0], [8], [1, 2, 3]])
def test_core_grid_must_fit(grid):
    with pytest.raises(ValueError, match="does not fit wormhole: it takes .* to \\[8, 8\\]"):
        get_device("wormhole", grid)


def test_core_grid_is_taken():
    assert get_device("wormhole", [4, 2]).grid == (4, 2)
    assert get_device("n300", [8, 8]).num_cores == 64


@pytest.mark.parametrize("device", DEVICES.values(), ids=lambda d: d.name)
def test_every_row_checks_itself_and_names_its_source(device):
    assert device.source
    with pytest.raises(ValueError, match="L1 is aligned"):
        dataclasses.replace(device, l1_base=device.l1_base + 1)


@pytest.mark.parametrize("device", DEVICES.values(), ids=lambda d: d.name)
def test_config_is_an_attribute(device):
    with make_context():
        text = str(attr_of(device.config))
    assert f'arch = "{device.arch}"' in text and f"num_cbs = {device.num_cbs}" in text


@pytest.mark.parametrize(
    ("type_", "dtype", "format_", "tile_bytes"),
    [
        ("bf16", "bfloat16", "Float16_b", 2048),
        ("f32", "float32", "Float32", 4096),
        ("f16", "float16", "Float16", 2048),
        ("i32", "int32", "Int32", 4096),
        ("i16", "int16", "Int32", 4096),
        ("i8", "int8", "Float16_b", 2048),
        ("i1", "bool", "Float16_b", 2048),
    ],
)
def test_formats_of_element_types(type_, dtype, format_, tile_bytes):
    with make_context():
        found = format_of(ir.Type.parse(type_))
    assert found == (dtype, FORMATS[format_]) and found[1].tile_bytes == tile_bytes


def test_types_without_a_format_are_refused():
    with pytest.raises(ValueError, match="no tile format for element type f64; tiles hold float32"):
        format_of("f64")


def test_block_formats_are_mantissas_and_exponents():
    assert [FORMATS[f"Bfp{bits}_b"].tile_bytes for bits in (8, 4, 2)] == [1024 * bits // 8 + 64 for bits in (8, 4, 2)]


def test_a_program_may_be_told_to_use_less_of_a_device():
    device = get_device("wormhole")
    assert device.with_config(device.config) == device
    less = device.with_config({"l1_bytes": 500_000, "num_cbs": 8, "dst_tiles": 4, "grid": [4, 2]})
    assert (less.l1_usable, less.num_cbs, less.num_cores) == (500_000 - device.l1_base, 8, 8)
    assert [less.dst.tiles(bits) for bits in (16, 32)] == [4, 2]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"l1": 4}, "tt.device_config has no 'l1'; its facts are arch, grid, l1_base"),
        ({"num_cbs": 64}, "tt.device_config: num_cbs is 64; wormhole has 32"),
        ({"dst_tiles": 0}, "tt.device_config: dst_tiles is 0; wormhole has 8"),
        ({"arch": "blackhole"}, "tt.device_config: arch is blackhole; that of wormhole is wormhole"),
        ({"tile": [16, 32]}, r"tt.device_config: tile is \[16, 32\]; that of wormhole is \[32, 32\]"),
        ({"grid": [9, 9]}, r"core grid \[9, 9\] does not fit wormhole"),
    ],
)
def test_a_config_for_another_chip_is_refused(config, message):
    with pytest.raises(ValueError, match=message):
        get_device("wormhole").with_config(config)
