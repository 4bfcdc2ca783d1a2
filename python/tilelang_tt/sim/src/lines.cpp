#include "lines.hpp"

#include <dlfcn.h>
#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ttsim {
namespace {

struct Row {
    uint64_t address;
    const char* file;
    int line;  // 0: the end of a sequence
};
using Table = std::vector<Row>;  // by address

const char* kept(const std::string& name) {
    static auto* names = new std::set<std::string>;
    return names->insert(name).first->c_str();
}

// A little-endian reader of one section; past the end it reads zeros.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    bool at_end() const {
        return rest_.empty();
    }
    template <typename T>
    T fixed() {
        T value{};
        const size_t count = std::min(sizeof value, rest_.size());
        std::memcpy(&value, rest_.data(), count);
        rest_.remove_prefix(count);
        return value;
    }
    uint64_t unsigned_leb() {
        uint64_t value = 0;
        for (uint32_t shift = 0;; shift += 7) {
            const auto byte = fixed<uint8_t>();
            value |= shift < 64 ? uint64_t(byte & 127) << shift : 0;
            if ((byte & 128) == 0) {
                return value;
            }
        }
    }
    int64_t signed_leb() {
        uint64_t value = 0;
        for (uint32_t shift = 0;;) {
            const auto byte = fixed<uint8_t>();
            value |= shift < 64 ? uint64_t(byte & 127) << shift : 0;
            shift += 7;
            if ((byte & 128) == 0) {
                return static_cast<int64_t>((byte & 64) != 0 && shift < 64 ? value | ~uint64_t(0) << shift : value);
            }
        }
    }
    std::string text() {
        const size_t end = std::min(rest_.find('\0'), rest_.size());
        std::string value(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return value;
    }
    Reader part(uint64_t bytes) {
        const std::string_view head = rest_.substr(0, bytes);
        rest_.remove_prefix(head.size());
        return Reader(head);
    }

  private:
    std::string_view rest_;
};

struct Header {
    uint8_t minimum_length = 1, line_range = 1, opcode_base = 1;
    int8_t line_base = 0;
    std::vector<uint8_t> operands;  // of standard opcodes
    std::vector<const char*> files;
};

// The header of version 4 (kernels are compiled with -gdwarf-4).
Header read_header(Reader& unit) {
    Header header;
    header.minimum_length = unit.fixed<uint8_t>();
    unit.fixed<uint8_t>();  // operations of an instruction: 1
    unit.fixed<uint8_t>();  // statements by default
    header.line_base = unit.fixed<int8_t>();
    header.line_range = std::max<uint8_t>(unit.fixed<uint8_t>(), 1);
    header.opcode_base = unit.fixed<uint8_t>();
    for (int opcode = 1; opcode < header.opcode_base; ++opcode) {
        header.operands.push_back(unit.fixed<uint8_t>());
    }
    std::vector<std::string> directories = {""};
    for (std::string name = unit.text(); !name.empty(); name = unit.text()) {
        directories.push_back(name + "/");
    }
    for (std::string name = unit.text(); !name.empty(); name = unit.text()) {
        const uint64_t directory = unit.unsigned_leb();
        unit.unsigned_leb();  // time
        unit.unsigned_leb();  // size
        const bool absolute = name[0] == '/';
        header.files.push_back(
            kept(absolute || directory >= directories.size() ? name : directories[directory] + name));
    }
    return header;
}

// Runs the program of one unit (DWARF 4, section 6.2.5).
void run_program(Reader program, const Header& header, Table& table) {
    uint64_t address = 0, file = 1, line = 1;
    auto emit = [&](bool end) {
        const char* name = file >= 1 && file <= header.files.size() ? header.files[file - 1] : "";
        table.push_back({address, name, end ? 0 : static_cast<int>(line)});
    };
    auto advance = [&](uint8_t adjusted) { address += uint64_t(adjusted / header.line_range) * header.minimum_length; };
    while (!program.at_end()) {
        const auto opcode = program.fixed<uint8_t>();
        if (opcode >= header.opcode_base) {
            const auto adjusted = static_cast<uint8_t>(opcode - header.opcode_base);
            advance(adjusted);
            line += static_cast<uint64_t>(header.line_base + adjusted % header.line_range);
            emit(false);
            continue;
        }
        switch (opcode) {
            case 0: {
                Reader extended = program.part(program.unsigned_leb());
                const auto kind = extended.fixed<uint8_t>();
                if (kind == 1) {
                    emit(true);
                    address = 0;
                    file = line = 1;
                } else if (kind == 2) {
                    address = extended.fixed<uint64_t>();
                }
                break;
            }
            case 1:
                emit(false);
                break;
            case 2:
                address += program.unsigned_leb() * header.minimum_length;
                break;
            case 3:
                line += static_cast<uint64_t>(program.signed_leb());
                break;
            case 4:
                file = program.unsigned_leb();
                break;
            case 8:
                advance(static_cast<uint8_t>(255 - header.opcode_base));
                break;
            case 9:
                address += program.fixed<uint16_t>();
                break;
            default:
                for (int operand = 0; operand < header.operands[opcode - 1]; ++operand) {
                    program.unsigned_leb();
                }
        }
    }
}

Table read_table(std::string_view section) {
    Table table;
    Reader all(section);
    while (!all.at_end()) {
        Reader unit = all.part(all.fixed<uint32_t>());
        if (unit.fixed<uint16_t>() != 4) {
            continue;  // of an object that the kernel was linked with
        }
        Reader header_bytes = unit.part(unit.fixed<uint32_t>());
        const Header header = read_header(header_bytes);
        run_program(unit, header, table);
    }
    // Where one sequence ends and another begins, the beginning counts.
    std::stable_sort(table.begin(), table.end(), [](const Row& a, const Row& b) {
        return a.address != b.address ? a.address < b.address : a.line == 0 && b.line != 0;
    });
    return table;
}

std::string_view section_of(const std::string& object, std::string_view name) {
    Elf64_Ehdr header;
    if (object.size() < sizeof header) {
        return {};
    }
    std::memcpy(&header, object.data(), sizeof header);
    auto section = [&](uint64_t index) {
        Elf64_Shdr found{};
        const uint64_t at = header.e_shoff + index * sizeof found;
        if (at + sizeof found <= object.size()) {
            std::memcpy(&found, object.data() + at, sizeof found);
        }
        return found;
    };
    auto content = [&](const Elf64_Shdr& of) {
        return of.sh_offset <= object.size() ? std::string_view(object).substr(of.sh_offset, of.sh_size)
                                             : std::string_view{};
    };
    const std::string_view names = content(section(header.e_shstrndx));
    for (uint64_t i = 0; i < header.e_shnum; ++i) {
        const Elf64_Shdr candidate = section(i);
        if (candidate.sh_name < names.size() && std::string_view(names.data() + candidate.sh_name) == name) {
            return content(candidate);
        }
    }
    return {};
}

const Table& table_of(const std::string& path) {
    static auto* tables = new std::map<std::string, Table>;
    const auto [known, fresh] = tables->try_emplace(path);
    if (fresh) {
        std::ifstream file(path, std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        known->second = read_table(section_of(bytes.str(), ".debug_line"));
    }
    return known->second;
}

}  // namespace

Loc line_before(const void* return_address) {
    static auto* known = new std::unordered_map<const void*, Loc>;
    const auto [entry, fresh] = known->try_emplace(return_address, Loc{"", 0});
    Dl_info object{};
    if (!fresh || dladdr(return_address, &object) == 0) {
        return entry->second;
    }
    const Table& table = table_of(object.dli_fname);
    const auto offset = static_cast<uint64_t>(
        static_cast<const char*>(return_address) - static_cast<const char*>(object.dli_fbase) - 1);
    auto after = std::upper_bound(
        table.begin(), table.end(), offset, [](uint64_t value, const Row& row) { return value < row.address; });
    while (after != table.begin()) {
        const Row& row = *--after;
        // Line 0 within a sequence is code of no line in particular: that of the row before.
        if (row.line != 0) {
            entry->second = {row.file, row.line};
            break;
        }
    }
    return entry->second;
}

}  // namespace ttsim
