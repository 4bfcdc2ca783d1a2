// Division that rounds up, and rounding up and down to multiples.
#pragma once

namespace tt {

template <typename A, typename B>
constexpr A div_up(A value, B unit) {
    return static_cast<A>((value + unit - 1) / unit);
}
template <typename A, typename B>
constexpr A round_up(A value, B unit) {
    return static_cast<A>(div_up(value, unit) * unit);
}
template <typename A, typename B>
constexpr A round_down(A value, B unit) {
    return static_cast<A>(value / unit * unit);
}

}  // namespace tt
