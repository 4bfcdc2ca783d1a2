#include "globals.hpp"

#include <dlfcn.h>
#include <link.h>

namespace ttsim {
namespace {

struct Search {
    const void* base;
    KernelData found;
};

int look(dl_phdr_info* info, size_t, void* argument) {
    auto* search = static_cast<Search*>(argument);
    if (reinterpret_cast<const void*>(info->dlpi_addr) != search->base) {
        return 0;
    }
    uintptr_t begin = 0, end = 0, read_only_end = 0;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& header = info->dlpi_phdr[i];
        const uintptr_t first = info->dlpi_addr + header.p_vaddr;
        if (header.p_type == PT_LOAD && (header.p_flags & PF_W) != 0) {
            begin = first;
            end = first + header.p_memsz;
        } else if (header.p_type == PT_GNU_RELRO) {
            read_only_end = first + header.p_memsz;
        }
    }
    if (read_only_end > begin) {
        begin = read_only_end;  // relocated pointers, not variables
    }
    if (begin < end) {
        search->found.memory = reinterpret_cast<uint8_t*>(begin);
        search->found.initial.assign(search->found.memory, search->found.memory + (end - begin));
    }
    return 1;
}

}  // namespace

KernelData kernel_data(const void* function) {
    Dl_info object{};
    if (dladdr(function, &object) == 0) {
        return {};
    }
    Search search{object.dli_fbase, {}};
    dl_iterate_phdr(look, &search);
    return search.found;
}

}  // namespace ttsim
