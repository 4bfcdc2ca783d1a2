#include "finding.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "chip.hpp"
#include "report.hpp"
#include "trace.hpp"
#include "watcher.hpp"

namespace ttsim {
namespace {

std::vector<Finding>& all() {
    static auto* list = new std::vector<Finding>;  // read at exit, after static destructors
    return *list;
}

std::vector<Finding>& all_warnings() {
    static auto* list = new std::vector<Finding>;
    return *list;
}

// The line of a file, without its end; empty if it cannot be read.
std::string line_of(const std::string& file, int line) {
    std::ifstream in(file);
    std::string text;
    while (line > 0 && std::getline(in, text)) {
        --line;
    }
    return line == 0 ? text : "";
}

// In the form of the compiler's diagnostics.
void print(const Finding& finding, const char* severity = "error") {
    const std::string text = finding.file.empty() ? "" : line_of(finding.file, finding.line);
    const size_t column = text.find(finding.call.substr(0, finding.call.find_first_of("(<")));
    if (!finding.file.empty()) {
        std::fprintf(stderr, "%s:%d:", finding.file.c_str(), finding.line);
        std::fprintf(stderr, column == std::string::npos ? " " : "%zu: ", column + 1);
    }
    const size_t end = finding.cause.find('\n');
    std::fprintf(stderr, "%s: [%s] %s\n", severity, finding.code.c_str(), finding.cause.substr(0, end).c_str());
    if (!text.empty()) {
        std::fprintf(stderr, "%s\n", text.c_str());
        if (column != std::string::npos) {
            std::fprintf(stderr, "%*s^\n", static_cast<int>(column), "");
        }
    }
    if (end != std::string::npos) {
        std::fprintf(stderr, "%s\n", finding.cause.substr(end + 1).c_str());
    }
    std::fprintf(stderr, "note: in %s of ", finding.call.c_str());
    if (finding.core.empty()) {
        std::fprintf(stderr, "the host program\n");
    } else {
        std::fprintf(
            stderr,
            "core %s %s, clock %llu\n",
            finding.core.c_str(),
            finding.thread.c_str(),
            static_cast<unsigned long long>(finding.clock));
    }
    if (!finding.watcher.empty()) {
        std::fprintf(stderr, "note: the watcher of a chip calls it %s\n", finding.watcher.c_str());
    }
    if (!finding.remedy.empty()) {
        std::fprintf(stderr, "help: %s\n", finding.remedy.c_str());
    }
}

constexpr size_t max_findings = 100;

bool known(const std::vector<Finding>& list, const Finding& finding) {
    return std::any_of(list.begin(), list.end(), [&](const Finding& other) {
        return other.code == finding.code && other.file == finding.file && other.line == finding.line &&
            other.thread == finding.thread;  // the same mistake on another core or in another turn
    });
}

void add(Finding finding) {
    finding.watcher = watcher_name(finding.code, finding.call);
    if (known(all(), finding)) {
        return;
    }
    print(finding);
    all().push_back(std::move(finding));
    if (chip().settings.stop || all().size() >= max_findings) {
        stop_on_findings();
    }
}

}  // namespace

std::string format(const char* pattern, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

const std::vector<Finding>& findings() {
    return all();
}

const std::vector<Finding>& warnings() {
    return all_warnings();
}

namespace {

// A finding at a place of the calling thread.
Finding found_here(const char* code, Loc at, std::string call, std::string cause, std::string remedy) {
    Finding finding;
    finding.code = code;
    if (current != nullptr) {
        finding.core = current->core->name();
        finding.thread = role_name(current->role);
        finding.clock = current->clock;
    }
    finding.file = at.file;
    finding.line = at.line;
    finding.call = std::move(call);
    finding.cause = std::move(cause);
    finding.remedy = std::move(remedy);
    return finding;
}

}  // namespace

void report(const char* code, Loc at, std::string call, std::string cause, std::string remedy) {
    if (chip().settings.check) {
        add(found_here(code, at, std::move(call), std::move(cause), std::move(remedy)));
    }
}

void warn(const char* code, Loc at, std::string call, std::string cause, std::string remedy) {
    Finding finding = found_here(code, at, std::move(call), std::move(cause), std::move(remedy));
    if (chip().settings.check && !known(all_warnings(), finding) && all_warnings().size() < max_findings) {
        print(finding, "warning");
        all_warnings().push_back(std::move(finding));
    }
}

void report_host(const char* code, std::string call, std::string cause, std::string remedy) {
    Finding finding;
    finding.code = code;
    finding.thread = "HOST";
    finding.call = std::move(call);
    finding.cause = std::move(cause);
    finding.remedy = std::move(remedy);
    print(finding);
    all().push_back(std::move(finding));
    stop_on_findings();
}

void report_stuck(Finding finding) {
    print(finding);
    all().push_back(std::move(finding));
    stop_on_findings();
}

void stop_on_findings() {
    write_trace();
    write_report();
    std::cout.flush();
    std::fflush(nullptr);
    _exit(finding_exit_code);
}

}  // namespace ttsim
