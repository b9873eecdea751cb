#include "client/cli/progress.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "client/cli/text_width.h"
#include "client/cpp/text.h"

namespace factcheck::cli {

Progress::Progress(std::ostream* out, const Terminal& terminal, std::string unit,
                   std::function<absl::Time()> now)
    : out_(out),
      terminal_(terminal),
      unit_(std::move(unit)),
      now_(std::move(now)),
      start_(now_()) {}

void Progress::Update(int64_t part, int64_t whole, int64_t count) {
  if (!terminal_.interactive) return;
  const absl::Time now = now_();
  if (now - drawn_ < absl::Milliseconds(100)) return;
  drawn_ = now;
  const double done = whole <= 0 ? -1 : static_cast<double>(part) / static_cast<double>(whole);
  *out_ << '\r' << Line(terminal_.width - 1, done, count, unit_, now - start_) << "\x1b[K"
        << std::flush;
}

void Progress::Clear() {
  if (!terminal_.interactive || drawn_ == absl::InfinitePast()) return;
  *out_ << "\r\x1b[K" << std::flush;
  drawn_ = absl::InfinitePast();
}

std::string Progress::Line(int width, double done, int64_t count, const std::string& unit,
                           absl::Duration elapsed) {
  const double seconds = std::max(absl::ToDoubleSeconds(elapsed), 0.001);
  std::string text =
      client::Concat({Thousands(count), " ", unit, "  ",
                      Thousands(static_cast<int64_t>(static_cast<double>(count) / seconds)), "/s"});
  std::string percent;
  if (done >= 0) {
    done = std::min(done, 1.0);
    char number[16];
    std::snprintf(number, sizeof number, "%3.0f%%", done * 100);
    percent = number;
    if (done > 0.01 && done < 1) {
      text += client::Concat({"  ", DurationText(elapsed * ((1 - done) / done)), " left"});
    }
  }
  const int room = std::min(width - DisplayWidth(text) - 10, 40);
  if (done < 0 || room < 10) {
    return CutToWidth(client::Concat({percent, percent.empty() ? "" : "  ", text}), width);
  }
  const int filled = static_cast<int>(done * room);
  std::string bar = "[";
  for (int i = 0; i < room; ++i) bar += i < filled ? "█" : "·";
  return client::Concat({bar, "] ", percent, "  ", text});
}

std::string Thousands(int64_t number) {
  std::string digits = std::to_string(number);
  const int64_t sign = number < 0 ? 1 : 0;
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > sign; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

std::string DurationText(absl::Duration duration) {
  const double seconds = absl::ToDoubleSeconds(duration);
  char text[48];
  if (seconds < 10) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else if (seconds < 60) {
    std::snprintf(text, sizeof text, "%.0f s", seconds);
  } else {
    const auto whole = static_cast<int64_t>(seconds);
    std::snprintf(text, sizeof text, "%lld min %lld s", static_cast<long long>(whole / 60),
                  static_cast<long long>(whole % 60));
  }
  return text;
}

}  // namespace factcheck::cli
