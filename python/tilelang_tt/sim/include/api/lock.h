// Guards for tools that watch memory; there are none here.
#pragma once

template <typename Release>
class [[nodiscard]] Lock {
  public:
    explicit Lock(Release release) : release_(release) {}
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock() {
        release_();
    }

  private:
    Release release_;
};
