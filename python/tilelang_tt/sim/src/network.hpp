// Where the NoCs are busy. Every NIU, every link between routers and every DRAM bank is a queue that serves bytes at its own
// rate, in the order in which transfers are issued; a transfer is through when the last queue on its way has served it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "costs.hpp"
#include "device.hpp"

namespace ttsim {

struct Queue {
    uint64_t until = 0;  // clock when all that was issued is served, in this program
    uint64_t busy = 0;   // clocks, of all programs
    uint64_t serve(uint64_t now, uint64_t clocks) {
        until = (until > now ? until : now) + clocks;
        busy += clocks;
        return until;
    }
};

enum class Axis : uint8_t { X, Y };
inline constexpr const char* axis_names[2][2] = {{"+x", "+y"}, {"-x", "-y"}};  // by NoC: NoC 0 goes one way, NoC 1 the other

// How often a multicast reserves its path: never, if it follows a linked one; once, if it is linked to the next.
enum class Path : uint8_t { Kept, Once, ForEachPacket };

struct Network {
    Network(const Device& device, const Costs& costs);

    // Clocks when the bytes are through, from a clock on. `to` takes what `from` sends; both may be the same.
    uint64_t read(uint32_t noc, Node from, int bank, Node to, uint32_t bytes, uint64_t now);
    uint64_t write(uint32_t noc, Node from, Node to, int bank, uint32_t bytes, uint64_t now);
    // Over the tree of the links to all receivers, each link once, after it was reserved as often as `path` says.
    uint64_t multicast(uint32_t noc, Node from, const std::vector<Node>& to, uint32_t bytes, Path path, uint64_t now);

    // From the last byte at the slowest queue to its arrival.
    uint32_t read_latency(Node from, Node to) const;
    uint32_t write_latency(uint32_t noc, Node from, Node to) const;
    // From the arrival of a write to its acknowledgement.
    uint32_t acknowledge_latency(uint32_t noc, Node from, Node to) const;

    void restart();  // clocks begin at 0 again
    size_t index(Node node) const {
        return size_t(node.y) * columns + node.x;
    }
    const Queue& link(uint32_t noc, Axis axis, Node from) const {
        return links[noc][static_cast<size_t>(axis)][index(from)];
    }

    std::array<std::vector<Queue>, 2> send, receive;               // NIUs: by NoC, then node
    std::array<std::array<std::vector<Queue>, 2>, 2> links;        // by NoC, axis, then the node a link leaves
    std::vector<Queue> banks;
    uint32_t columns, rows;

  private:
    const Costs& costs;
    std::array<std::vector<uint64_t>, 2> multicast_through;  // of the last multicast: the next does not overtake it

    uint32_t distance(uint32_t noc, Axis axis, Node from, Node to) const;
    uint32_t hops(uint32_t noc, Node from, Node to) const;
    // Along one axis, `count` links from a node; returns the node at the end.
    Node travel(uint32_t noc, Axis axis, Node from, uint32_t count, uint64_t clocks, uint64_t now, uint64_t& through);
    // From node to node: `near` is the interface of the core that gives the command, `far` what is at the other end.
    uint64_t carry(
        uint32_t noc, Node from, Node to, Queue& near, Queue& far, uint64_t far_clocks, uint32_t bytes, uint64_t now);
    void route(uint32_t noc, Node from, Node to, uint64_t clocks, uint64_t now, uint64_t& through);
    uint64_t port_clocks(uint32_t bytes) const;
};

}  // namespace ttsim
