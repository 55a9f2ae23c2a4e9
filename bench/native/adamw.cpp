// The AdamW step as a native library would do it: a plain loop that the compiler vectorises. The bench program builds it, where
// there is g++, with
//
//     g++ -O3 -march=native -fno-math-errno -shared -fPIC -o artifacts/bench/libadamw.so bench/native/adamw.cpp
//
// -fno-math-errno is what lets the compiler vectorise the square root.

#include <cmath>
#include <cstdint>

extern "C" void adamw_step(float* __restrict p, const float* __restrict g, float* __restrict m, float* __restrict v, int64_t length,
                           float one_minus_beta1, float beta2, float one_minus_beta2, float step_size, float epsilon, float decay)
{
    for (int64_t i = 0; i < length; i++)
    {
        m[i] += one_minus_beta1 * (g[i] - m[i]);
        v[i] = beta2 * v[i] + one_minus_beta2 * g[i] * g[i];
        p[i] -= decay * p[i] + step_size * m[i] / (std::sqrt(v[i]) + epsilon);
    }
}
