// The semaphore as an object, as it was before it left `experimental`.
#pragma once

#include "experimental/noc.h"
#include "ttsim/objects/semaphore.h"

namespace experimental {

template <ProgrammableCoreType Type = ProgrammableCoreType::TENSIX>
class Semaphore : public ttsim::objects::Semaphore<Type> {
  public:
    using ttsim::objects::Semaphore<Type>::Semaphore;

    template <Noc::McastMode Mcast = Noc::McastMode::EXCLUDE_SRC>
    void set_multicast(
        const Noc& noc,
        uint32_t noc_x_start,
        uint32_t noc_y_start,
        uint32_t noc_x_end,
        uint32_t noc_y_end,
        uint32_t num_dests,
        bool linked = false,
        TTSIM_LOC) {
        constexpr NocOptions given =
            Mcast == Noc::McastMode::INCLUDE_SRC ? NocOptions::MCAST_INCL_SRC : NocOptions::DEFAULT;
        ttsim::objects::Semaphore<Type>::template set_multicast<given>(
            noc, noc_x_start, noc_y_start, noc_x_end, noc_y_end, num_dests, linked, at);
    }
};

}  // namespace experimental
