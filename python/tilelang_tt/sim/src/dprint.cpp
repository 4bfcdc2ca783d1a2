// What kernels print: lines with the core and the RISC-V thread before them, as Metalium's host prints them.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <regex>
#include <set>

#include "../include/ttsim/abi.h"
#include "chip.hpp"
#include "dprint.hpp"
#include "schedule.hpp"

namespace ttsim {
namespace {

const char* const risc_names[] = {"BR", "NC", "TR0", "TR1", "TR2"};

// The cores of TT_METAL_DPRINT_CORES: "all", "worker", or x,y and ranges (x,y)-(x,y), separated by commas.
struct Listeners {
    bool all = false;
    bool prefix = true;
    std::set<std::pair<uint32_t, uint32_t>> cores;

    Listeners() {
        const char* given = std::getenv("TT_METAL_DPRINT_CORES");
        const char* prepend = std::getenv("TT_METAL_DPRINT_PREPEND_DEVICE_CORE_RISC");
        prefix = prepend == nullptr || std::strcmp(prepend, "0") != 0;
        const std::string text = given != nullptr ? given : "";
        all = text == "all" || text == "worker";
        static const std::regex pattern(R"(\(?(\d+),(\d+)\)?(-\(?(\d+),(\d+)\)?)?)");
        for (std::sregex_iterator found(text.begin(), text.end(), pattern), end; found != end; ++found) {
            const auto number = [&](size_t group) { return static_cast<uint32_t>(std::stoul(found->str(group))); };
            const bool range = (*found)[3].matched;
            for (uint32_t x = number(1); x <= number(range ? 4 : 1); ++x) {
                for (uint32_t y = number(2); y <= number(range ? 5 : 2); ++y) {
                    cores.insert({x, y});
                }
            }
        }
    }
};

const Listeners& listeners() {
    static const Listeners instance;
    return instance;
}

struct Line {
    std::string text;
    char base = 'd';  // u or d, x, o
    uint32_t width = 0, precision = 6;
    bool keep_width = false, fixed = false;
};
std::map<const Thread*, Line> lines;

void put_line(const Thread& thread, std::string& text) {
    if (listeners().prefix) {
        std::printf("0:(x=%u,y=%u):%s: ", thread.core->x, thread.core->y, risc_names[static_cast<size_t>(thread.role)]);
    }
    std::printf("%s\n", text.c_str());
    text.clear();
}

void put(const std::string& value) {
    Line& line = lines[current];
    if (value.size() < line.width) {
        line.text.append(line.width - value.size(), ' ');
    }
    line.text += value;
    if (!line.keep_width) {
        line.width = 0;
    }
}

}  // namespace

bool prints() {
    return listeners().all || listeners().cores.count({current->core->x, current->core->y}) != 0;
}

void print_text(const char* text) {
    Line& line = lines[current];
    for (; *text != 0; ++text) {
        if (*text == '\n') {
            put_line(*current, line.text);
        } else {
            line.text += *text;
        }
    }
}

void print_unsigned(uint64_t value) {
    const char base = lines[current].base;
    const auto number = static_cast<unsigned long long>(value);
    put(base == 'x' ? format("%llx", number) : base == 'o' ? format("%llo", number) : format("%llu", number));
}

void print_signed(int64_t value) {
    if (lines[current].base != 'd') {
        print_unsigned(static_cast<uint32_t>(value));
    } else {
        put(std::to_string(value));
    }
}

void print_real(double value) {
    const Line& line = lines[current];
    put(format(line.fixed ? "%.*f" : "%.*g", static_cast<int>(line.precision), value));
}

void print_mode(PrintMode mode, uint32_t value) {
    Line& line = lines[current];
    switch (mode) {
        case PrintMode::Decimal:
            line.base = 'd';
            break;
        case PrintMode::Hexadecimal:
            line.base = 'x';
            break;
        case PrintMode::Octal:
            line.base = 'o';
            break;
        case PrintMode::Width:
        case PrintMode::StickyWidth:
            line.width = value;
            line.keep_width = mode == PrintMode::StickyWidth;
            break;
        case PrintMode::Precision:
            line.precision = value;
            break;
        case PrintMode::Fixed:
        case PrintMode::Default:
            line.fixed = mode == PrintMode::Fixed;
            break;
    }
}

const char* print_field(const char* text) {
    std::string plain;
    for (; *text != 0; ++text) {
        if (*text == '{' && text[1] != '{') {
            break;
        }
        plain += *text;
        text += (*text == '{' || *text == '}') && text[1] == *text;
    }
    print_text(plain.c_str());
    const char* end = *text == '{' ? std::strchr(text, '}') : nullptr;
    if (end == nullptr) {
        return nullptr;
    }
    Line& line = lines[current];
    line.base = 'd';
    line.fixed = line.keep_width = false;
    line.width = 0;
    line.precision = 6;
    const std::string field(text + 1, end);
    size_t i = field.find(':');
    if (i != field.npos) {  // :[#][width][.precision][type]
        const char type = field.back();
        line.base = type == 'x' || type == 'o' ? type : 'd';
        line.fixed = type == 'f';
        if (field[i + 1] == '#') {
            print_text(type == 'x' ? "0x" : "");
            ++i;
        }
        line.width = static_cast<uint32_t>(std::strtoul(field.c_str() + i + 1, nullptr, 10));
        const size_t point = field.find('.', i);
        if (point != field.npos) {
            line.precision = static_cast<uint32_t>(std::strtoul(field.c_str() + point + 1, nullptr, 10));
        }
    }
    return end + 1;
}

void finish_printing() {
    for (auto& [thread, line] : lines) {
        if (!line.text.empty()) {
            put_line(*thread, line.text);
        }
    }
    lines.clear();
    std::fflush(stdout);
}

}  // namespace ttsim
