// RUN: tt-opt --help | FileCheck %s --check-prefix=HELP
// RUN: tt-opt --show-dialects | FileCheck %s --check-prefix=DIALECTS

// HELP: usage: tt-opt
// HELP: --split-input-file
// HELP: --grid-to-persistent
// HELP: canonicalize

// DIALECTS: Available Dialects: {{.*}}emitc{{.*}}func{{.*}}, tt,
