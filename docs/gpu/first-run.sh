#!/bin/sh
# The first run on a GPU: correctness, then rates beside PyTorch's. See docs/gpu.md.
#
#   docs/gpu/first-run.sh [GPU]        from the repository's folder; GPU is its number, 0 by default
#
# Needs an NVIDIA GPU with CUDA 12 and cuDNN 9 on the library path, and for the last part a Python
# with torch and transformers.
set -eu
gpu=${1:-0}
cache=${WITAN_CACHE:-$HOME/.cache/witan}
model=$cache/models/SmolLM2-135M-Instruct/SmolLM2-135M-Instruct.Q4_1.gguf
[ -f "$model" ] || { echo "There is no $model: run ./witan model pull first." >&2; exit 1; }

nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv
./mvnw -q -Pgpu -pl engine -am -DskipTests install
./mvnw -q -Pgpu -pl engine dependency:build-classpath -Dmdep.outputFile=target/gpu-classpath

echo "== Against the processor, and recorded steps against others"
./mvnw -q -Pgpu -pl engine -Dtest=GpuTest -Dwitan.test.gpu="$gpu" test || echo "GpuTest FAILED"

echo "== Whether bits depend on the schedule there (not promised; what fails says how)"
./mvnw -q -Pgpu -pl engine -Dtest=ScheduleTest -Dwitan.test.gpu="$gpu" test || echo "they do"

for provider in "cuda:$gpu" "cuda:$gpu+graphs"; do
  echo "== Witan on $provider: milliseconds by the wall's clock and of the processor, each twice"
  {
    for order in "prefill 512" "decode 1 128 64" "decode 8 128 64" "decode 32 128 64" \
      "verify 16 128" "decode 1 1024 64" "decode 8 1024 64"; do
      printf '%s\n%s\n' "$order" "$order"
    done
  } > engine/target/gpu-orders
  cat engine/target/gpu-orders
  "${JAVA_HOME:-/usr}/bin/java" --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector \
    -cp "engine/target/classes:$(cat engine/target/gpu-classpath)" \
    witan.engine.EngineBench "$model" "$cache/engine" 2 "$provider" < engine/target/gpu-orders
  nvidia-smi --query-gpu=memory.used --format=csv
done

echo "== PyTorch transformers, the same shape"
python3 docs/gpu/transformers_rates.py --device "cuda:$gpu" 1 8 32
