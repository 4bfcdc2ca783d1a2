#include "network.hpp"

#include <algorithm>

namespace ttsim {
namespace {

uint64_t clocks_at(uint32_t bytes, double per_clock) {
    return static_cast<uint64_t>(bytes / per_clock) + 1;
}

}  // namespace

Network::Network(const Device& device, const Costs& costs_of)
    : banks(device.num_dram_banks), columns(device.noc_columns), rows(device.noc_rows), costs(costs_of) {
    const size_t nodes = size_t(columns) * rows;
    for (size_t noc = 0; noc < 2; ++noc) {
        send[noc].resize(nodes);
        receive[noc].resize(nodes);
        multicast_through[noc].resize(nodes);
        for (auto& of_axis : links[noc]) {
            of_axis.resize(nodes);
        }
    }
}

void Network::restart() {
    auto clear = [](std::vector<Queue>& queues) {
        for (Queue& queue : queues) {
            queue.until = 0;
        }
    };
    clear(banks);
    for (size_t noc = 0; noc < 2; ++noc) {
        clear(send[noc]);
        clear(receive[noc]);
        std::fill(multicast_through[noc].begin(), multicast_through[noc].end(), 0);
        for (auto& of_axis : links[noc]) {
            clear(of_axis);
        }
    }
}

uint32_t Network::distance(uint32_t noc, Axis axis, Node from, Node to) const {
    const uint32_t size = axis == Axis::X ? columns : rows;
    const uint32_t a = axis == Axis::X ? from.x : from.y;
    const uint32_t b = axis == Axis::X ? to.x : to.y;
    return noc == 0 ? (b + size - a) % size : (a + size - b) % size;
}

uint32_t Network::hops(uint32_t noc, Node from, Node to) const {
    return distance(noc, Axis::X, from, to) + distance(noc, Axis::Y, from, to);
}

// What the interface of the core that gives the command needs: its rate, or the least a packet takes.
uint64_t Network::port_clocks(uint32_t bytes) const {
    const uint32_t packets = bytes / costs.noc_packet_bytes;
    const uint32_t rest = bytes % costs.noc_packet_bytes;
    uint64_t clocks = packets * clocks_at(costs.noc_packet_bytes, costs.noc_bytes_per_clock);
    if (rest != 0) {
        clocks += std::max<uint64_t>(clocks_at(rest, costs.noc_bytes_per_clock), costs.noc_packet_clocks);
    }
    return clocks;
}

Node Network::travel(
    uint32_t noc, Axis axis, Node from, uint32_t count, uint64_t clocks, uint64_t now, uint64_t& through) {
    std::vector<Queue>& of_axis = links[noc][static_cast<size_t>(axis)];
    const uint32_t size = axis == Axis::X ? columns : rows;
    uint32_t place = axis == Axis::X ? from.x : from.y;
    for (uint32_t i = 0; i < count; ++i) {
        const size_t at = axis == Axis::X ? size_t(from.y) * columns + place : size_t(place) * columns + from.x;
        through = std::max(through, of_axis[at].serve(now, clocks));
        place = noc == 0 ? (place + 1 == size ? 0 : place + 1) : (place == 0 ? size - 1 : place - 1);
    }
    const auto end = static_cast<uint8_t>(place);
    return axis == Axis::X ? Node{end, from.y} : Node{from.x, end};
}

// NoC 0: +x, then +y. NoC 1: -y, then -x.
void Network::route(uint32_t noc, Node from, Node to, uint64_t clocks, uint64_t now, uint64_t& through) {
    const Axis first = noc == 0 ? Axis::X : Axis::Y;
    const Axis second = noc == 0 ? Axis::Y : Axis::X;
    const Node corner = travel(noc, first, from, distance(noc, first, from, to), clocks, now, through);
    travel(noc, second, corner, distance(noc, second, from, to), clocks, now, through);
}

uint64_t Network::carry(
    uint32_t noc, Node from, Node to, Queue& near, Queue& far, uint64_t far_clocks, uint32_t bytes, uint64_t now) {
    uint64_t through = std::max(near.serve(now, port_clocks(bytes)), far.serve(now, far_clocks));
    route(noc, from, to, clocks_at(bytes, costs.link_bytes_per_clock), now, through);
    return through;
}

uint64_t Network::read(uint32_t noc, Node from, int bank, Node to, uint32_t bytes, uint64_t now) {
    const bool dram = bank >= 0;
    Queue& far = dram ? banks[static_cast<size_t>(bank)] : send[noc][index(from)];
    const double rate = dram ? costs.dram_read_bytes_per_clock : costs.noc_bytes_per_clock;
    return carry(noc, from, to, receive[noc][index(to)], far, clocks_at(bytes, rate), bytes, now);
}

uint64_t Network::write(uint32_t noc, Node from, Node to, int bank, uint32_t bytes, uint64_t now) {
    const bool dram = bank >= 0;
    Queue& far = dram ? banks[static_cast<size_t>(bank)] : receive[noc][index(to)];
    const double rate = dram ? costs.dram_write_bytes_per_clock : costs.noc_bytes_per_clock;
    return carry(noc, from, to, send[noc][index(from)], far, clocks_at(bytes, rate), bytes, now);
}

uint64_t Network::multicast(
    uint32_t noc, Node from, const std::vector<Node>& to, uint32_t bytes, Path path, uint64_t now) {
    // The sender's pace; links and receivers have room for other packets between.
    const uint64_t paced = clocks_at(bytes, costs.multicast_bytes_per_clock);
    const uint64_t on_link = clocks_at(bytes, costs.link_bytes_per_clock);
    const uint64_t at_port = clocks_at(bytes, costs.noc_bytes_per_clock);
    const uint32_t packets = (bytes + costs.noc_packet_bytes - 1) / costs.noc_packet_bytes;
    // Every router of the tree has to agree before a packet leaves: once around the ring of each axis that is used.
    const auto leaves = [&](Axis axis) {
        return std::any_of(to.begin(), to.end(), [&](Node node) { return distance(noc, axis, from, node) != 0; });
    };
    const uint32_t ring = (leaves(Axis::X) ? columns : 0) + (leaves(Axis::Y) ? rows : 0);
    const uint64_t reservations = path == Path::Kept ? 0 : path == Path::Once ? 1 : packets;
    const uint64_t reservation = reservations * costs.hop_latency * ring;
    uint64_t through =
        send[noc][index(from)].serve(now, reservation + std::max<uint64_t>(paced, costs.noc_packet_clocks));
    // The trunk goes along the first axis, branches along the second: as far as the farthest receiver of each.
    const Axis first = noc == 0 ? Axis::X : Axis::Y;
    const Axis second = noc == 0 ? Axis::Y : Axis::X;
    std::array<uint32_t, 64> branch;  // distance along the first axis -> distance along the second, plus one
    branch.fill(0);
    uint32_t trunk = 0;
    for (const Node node : to) {
        const uint32_t along = distance(noc, first, from, node);
        trunk = std::max(trunk, along);
        branch[along] = std::max(branch[along], distance(noc, second, from, node) + 1);
        through = std::max(through, receive[noc][index(node)].serve(now, at_port));
    }
    Node corner = from;
    for (uint32_t along = 0; along <= trunk; ++along) {
        if (branch[along] != 0) {
            travel(noc, second, corner, branch[along] - 1, on_link, now, through);
        }
        if (along < trunk) {
            corner = travel(noc, first, corner, 1, on_link, now, through);
        }
    }
    uint64_t& last = multicast_through[noc][index(from)];
    last = std::max(last + 1, through);
    return last;
}

uint32_t Network::read_latency(Node from, Node to) const {
    // Request and answer go around the ring in the same direction: only whether they leave a row or a column counts.
    return costs.read_latency[from.x != to.x][from.y != to.y];
}

uint32_t Network::write_latency(uint32_t noc, Node from, Node to) const {
    return costs.write_latency + costs.write_hop_latency * hops(noc, from, to);
}

uint32_t Network::acknowledge_latency(uint32_t noc, Node from, Node to) const {
    return costs.acknowledge_latency + costs.hop_latency * hops(noc, to, from);
}

}  // namespace ttsim
