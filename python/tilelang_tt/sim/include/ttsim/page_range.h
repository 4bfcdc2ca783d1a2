// The pages of a tensor as a range, for accessor.pages() and accessor.shard_pages().
#pragma once

#include "ttsim/prelude.h"

namespace tensor_accessor {

class Page {
  public:
    Page(uint64_t noc_addr, uint32_t page_id) : noc_addr_(noc_addr), page_id_(page_id) {}
    uint64_t noc_addr() const {
        return noc_addr_;
    }
    uint32_t page_id() const {
        return page_id_;
    }

  private:
    uint64_t noc_addr_;
    uint32_t page_id_;
};

// Pages as a range: `number(i)` is the page at position i, or not below `limit` for a gap, which is passed over.
template <typename Accessor, typename Number>
class PageRange {
  public:
    class Iterator {
      public:
        using value_type = Page;
        using difference_type = ptrdiff_t;

        Iterator(const PageRange* range, uint32_t position) : range_(range), position_(position) {
            settle();
        }
        const Page& operator*() const {
            return page_;
        }
        const Page* operator->() const {
            return &page_;
        }
        Iterator& operator++() {
            ++position_;
            settle();
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++*this;
            return before;
        }
        Iterator& operator+=(difference_type steps) {
            for (; steps > 0 && position_ < range_->end_; --steps) {
                ++*this;
            }
            return *this;
        }
        Iterator operator+(difference_type steps) const {
            Iterator after = *this;
            return after += steps;
        }
        bool operator==(const Iterator& other) const {
            return position_ == other.position_;
        }
        bool operator!=(const Iterator& other) const {
            return position_ != other.position_;
        }
        uint32_t page_id() const {
            return page_.page_id();
        }

      private:
        void settle() {
            while (position_ < range_->end_ && range_->number_(position_) >= range_->limit_) {
                ++position_;
            }
            if (position_ < range_->end_) {
                const uint32_t page = range_->number_(position_);
                page_ = Page(range_->accessor_.get_noc_addr(page, 0, range_->noc_, range_->at_), page);
            }
        }
        const PageRange* range_;
        uint32_t position_;
        Page page_{0, 0};
    };

    PageRange(
        const Accessor& accessor,
        Number number,
        uint32_t start,
        uint32_t end,
        uint32_t limit,
        uint8_t noc,
        ttsim::Loc at)
        : accessor_(accessor), number_(number), start_(start), end_(end), limit_(limit), noc_(noc), at_(at) {}
    Iterator begin() const {
        return {this, start_ < end_ ? start_ : end_};
    }
    Iterator end() const {
        return {this, end_};
    }

  private:
    const Accessor& accessor_;
    Number number_;
    uint32_t start_, end_, limit_;
    uint8_t noc_;
    ttsim::Loc at_;
};

}  // namespace tensor_accessor
