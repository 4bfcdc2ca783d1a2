// DPRINT << TileSlice(...): some elements of a tile in a circular buffer. Part of api/debug/dprint.h.
#pragma once

// Rows from h0 to before h1 in steps of hs, columns likewise.
struct SliceRange {
    uint8_t h0, h1, hs, w0, w1, ws;

    static SliceRange hw0_32_16() {
        return {0, 32, 16, 0, 32, 16};
    }
    static SliceRange hw0_32_8() {
        return {0, 32, 8, 0, 32, 8};
    }
    static SliceRange hw0_32_4() {
        return {0, 32, 4, 0, 32, 4};
    }
    static SliceRange h0_w0_32() {
        return {0, 1, 1, 0, 32, 1};
    }
    static SliceRange h0_32_w0() {
        return {0, 32, 1, 0, 1, 1};
    }
    static SliceRange h1_w0_32() {
        return {1, 2, 1, 0, 32, 1};
    }
};
enum dprint_tslice_ptr_t { TSLICE_RD_PTR = 0, TSLICE_WR_PTR = 1 };
enum dprint_tslice_cb_t { TSLICE_INPUT_CB = 0, TSLICE_OUTPUT_CB = 1 };

namespace ttsim {

// What a slice needs for its elements; templates of Metalium say how many, which makes no difference here.
struct TileSlice {
    uint32_t address;  // of the tile in L1
    DataFormat format;
    SliceRange range;
    bool rows, faces;  // a line per row; elements lie face by face

    void print() const {
        for (uint32_t h = range.h0; h < range.h1; h += range.hs) {
            for (uint32_t w = range.w0; w < range.w1; w += range.ws) {
                print_element(faces ? (h / 16 * 2 + w / 16) * 256 + h % 16 * 16 + w % 16 : h * 32 + w);
                print_text(" ");
            }
            if (rows) {
                print_text("\n");
            }
        }
    }

  private:
    template <typename T>
    T element(uint32_t index) const {
        T value;
        std::memcpy(&value, static_cast<const uint8_t*>(l1_pointer(address)) + index * sizeof(T), sizeof(T));
        return value;
    }
    void print_element(uint32_t index) const {
        switch (format) {
            case DataFormat::Float32:
                return print_real(element<float>(index));
            case DataFormat::Float16_b:
                return print_real(BF16(element<uint16_t>(index)));
            case DataFormat::Int32:
                return print_signed(element<int32_t>(index));
            case DataFormat::UInt32:
                return print_unsigned(element<uint32_t>(index));
            case DataFormat::UInt16:
                return print_unsigned(element<uint16_t>(index));
            default:
                return print_text("?");
        }
    }
};

inline void print_value(const TileSlice& slice) {
    slice.print();
}

}  // namespace ttsim

#ifdef COMPILE_FOR_TRISC
inline ttsim::TileSlice TileSlice(
    uint8_t cb, int tile, const SliceRange& range, bool endl_rows = true, bool print_untilized = true, TTSIM_LOC) {
    const uint32_t start = ttsim::on_pack() ? ttsim::cb_write_ptr(cb, at) : ttsim::cb_read_ptr(cb, at);
#else
inline ttsim::TileSlice TileSlice(
    uint8_t cb,
    int tile,
    const SliceRange& range,
    dprint_tslice_cb_t,
    dprint_tslice_ptr_t pointer,
    bool endl_rows = true,
    bool print_untilized = true,
    TTSIM_LOC) {
    const uint32_t start = pointer == TSLICE_WR_PTR ? ttsim::cb_write_ptr(cb, at) : ttsim::cb_read_ptr(cb, at);
#endif
    return {
        start + static_cast<uint32_t>(tile) * get_tile_size(cb), get_dataformat(cb), range, endl_rows, print_untilized};
}
