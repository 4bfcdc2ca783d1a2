// How a sharded tensor lies in banks, as kernels see it: shapes in pages, owners' coordinates, the way from a page to
// its bank and slot.
#pragma once

#include "ttsim/prelude.h"

#include <array>

namespace tensor_accessor {

constexpr uint32_t MAX_RANK = 8;
constexpr uint32_t ttsim_max_banks = 256;

// A short list: a shape or strides.
struct Sizes {
    uint32_t values[MAX_RANK] = {};
    uint32_t count = 0;

    constexpr uint32_t operator[](size_t i) const {
        return values[i];
    }
    constexpr size_t size() const {
        return count;
    }
    constexpr const uint32_t* begin() const {
        return values;
    }
    constexpr const uint32_t* end() const {
        return values + count;
    }
};

struct BankCoords {
    uint16_t values[ttsim_max_banks] = {};  // x << 8 | y; of DRAM banks the number << 8

    constexpr uint16_t operator[](size_t i) const {
        return values[i];
    }
};

struct PageMapping {
    size_t bank_id;
    size_t bank_page_offset;
};

class Distribution {
  public:
    // `shape(i)` and `shard(i)` give sizes per axis, `coords(i)` words of two coordinates.
    template <typename Shape, typename Shard, typename Coords>
    Distribution(uint32_t rank, uint32_t banks, Shape shape, Shard shard, Coords coords) : num_banks_(banks) {
        tensor_.count = shard_.count = tensor_strides_.count = shard_strides_.count = rank;
        grid_.count = grid_strides_.count = rank;
        for (uint32_t axis = rank; axis-- > 0;) {
            tensor_.values[axis] = shape(axis);
            shard_.values[axis] = shard(axis);
            grid_.values[axis] = (tensor_[axis] + shard_[axis] - 1) / shard_[axis];
            tensor_strides_.values[axis] = static_cast<uint32_t>(tensor_volume_);
            shard_strides_.values[axis] = static_cast<uint32_t>(shard_volume_);
            grid_strides_.values[axis] = num_shards_;
            tensor_volume_ *= tensor_[axis];
            shard_volume_ *= shard_[axis];
            num_shards_ *= grid_[axis];
        }
        for (uint32_t bank = 0; bank < banks; ++bank) {
            coords_.values[bank] = static_cast<uint16_t>(coords(bank / 2) >> (bank % 2 * 16));
        }
    }

    uint32_t rank() const {
        return tensor_.count;
    }
    uint32_t num_banks() const {
        return num_banks_;
    }
    const Sizes& tensor_shape() const {
        return tensor_;
    }
    const Sizes& tensor_strides() const {
        return tensor_strides_;
    }
    size_t tensor_volume() const {
        return tensor_volume_;
    }
    const Sizes& shard_shape() const {
        return shard_;
    }
    const Sizes& shard_strides() const {
        return shard_strides_;
    }
    size_t shard_volume() const {
        return shard_volume_;
    }
    const Sizes& shard_grid() const {
        return grid_;
    }
    const Sizes& shard_grid_strides() const {
        return grid_strides_;
    }
    uint32_t num_shards() const {
        return num_shards_;
    }
    const BankCoords& packed_xy_coords() const {
        return coords_;
    }

    Sizes coordinate(uint32_t page) const {
        Sizes coord{{}, rank()};
        for (uint32_t axis = rank(); axis-- > 0;) {
            coord.values[axis] = axis == 0 ? page : page % tensor_[axis];
            page /= tensor_[axis];
        }
        return coord;
    }
    template <typename Coord>
    uint32_t page_number(const Coord& coord) const {
        uint32_t page = 0;
        for (uint32_t axis = 0; axis < rank(); ++axis) {
            if (coord[axis] >= tensor_[axis]) {
                return static_cast<uint32_t>(tensor_volume_);  // out of range, reported with the address
            }
            page += coord[axis] * tensor_strides_[axis];
        }
        return page;
    }
    PageMapping locate(uint32_t page) const {
        const Sizes coord = coordinate(page);
        uint32_t shard = 0, inside = 0;
        for (uint32_t axis = 0; axis < rank(); ++axis) {
            shard += coord[axis] / shard_[axis] * grid_strides_[axis];
            inside += coord[axis] % shard_[axis] * shard_strides_[axis];
        }
        return {shard % num_banks_, shard / num_banks_ * shard_volume_ + inside};
    }
    // The page at an offset in a shard, or the tensor's volume where a shard at the end of an axis has a gap.
    uint32_t page_in_shard(uint32_t shard, uint32_t offset) const {
        Sizes coord{{}, rank()};
        for (uint32_t axis = 0; axis < rank(); ++axis) {
            const uint32_t cell = shard / grid_strides_[axis] % grid_[axis];
            coord.values[axis] = cell * shard_[axis] + offset / shard_strides_[axis] % shard_[axis];
        }
        return page_number(coord);
    }

  private:
    Sizes tensor_, shard_, tensor_strides_, shard_strides_, grid_, grid_strides_;
    size_t tensor_volume_ = 1, shard_volume_ = 1;
    uint32_t num_shards_ = 1, num_banks_ = 1;
    BankCoords coords_;
};

// Shapes and coordinates a kernel writes down itself.
template <uint32_t... Elements>
struct ArrayStaticWrapper {
    static constexpr bool is_static = true;
    static constexpr std::array<uint32_t, sizeof...(Elements)> elements = {Elements...};
};
struct ArrayDynamicWrapper {
    static constexpr bool is_static = false;
};

namespace detail {
template <typename Wrapper>
uint32_t element(const uint32_t* given, uint32_t i) {
    if constexpr (Wrapper::is_static) {
        return Wrapper::elements[i];
    } else {
        return given[i];
    }
}
}  // namespace detail

template <
    uint32_t RankCT,
    uint32_t NumBanksCT,
    typename TensorShape,
    typename ShardShape,
    typename Coords,
    bool IsInterleaved = false,
    bool IsDram = false>
class DistributionSpec : public Distribution {
  public:
    static_assert(!IsInterleaved, "interleaved tensors have no distribution");
    static constexpr bool is_dram = IsDram;

    explicit DistributionSpec(
        uint32_t rank = 0,
        uint32_t banks = 0,
        const uint32_t* tensor_shape = nullptr,
        const uint32_t* shard_shape = nullptr,
        const uint32_t* coords = nullptr)
        : Distribution(
              RankCT != 0 ? RankCT : rank,
              NumBanksCT != 0 ? NumBanksCT : banks,
              [=](uint32_t i) { return detail::element<TensorShape>(tensor_shape, i); },
              [=](uint32_t i) { return detail::element<ShardShape>(shard_shape, i); },
              [=](uint32_t i) { return detail::element<Coords>(coords, i); }) {}
};

}  // namespace tensor_accessor
