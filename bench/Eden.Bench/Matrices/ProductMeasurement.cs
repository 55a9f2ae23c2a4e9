using System.Globalization;
using Eden.Kernels;

namespace Eden.Bench.Matrices;

/// <summary>The products of a Muon step over GPT-2 small's matrices beside OpenBLAS on the same shapes and threads, in turn.</summary>
internal static unsafe class ProductMeasurement
{
    private const int Rounds = 7;

    private static readonly (int Long, int Short)[] Shapes = [(768, 768), (2304, 768), (3072, 768)];

    public static void Run()
    {
        Console.WriteLine("| threads | product | rows × columns × depth | Eden GFLOP/s | OpenBLAS GFLOP/s | ratio | half of a symmetric one |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (int threads in (int[])[1, 2])
        {
            OpenBlas.SetThreads(threads);
            foreach ((int length, int side) in Shapes)
            {
                using NativeBuffer<float> x = Filled(length * side), square = Filled(side * side);
                Operand<float> iterate = new(x.Pointer, side), gram = new(square.Pointer, side);
                Compare(threads, "XᵀX", side, side, length, iterate.Transposed, iterate, isSymmetric: true);
                Compare(threads, "GG", side, side, side, gram.Transposed, gram, isSymmetric: true);
                Compare(threads, "XP", length, side, side, iterate, gram, isSymmetric: false);
            }
        }
    }

    private static void Compare(int threads, string name, int rows, int columns, int depth, Operand<float> left, Operand<float> right, bool isSymmetric)
    {
        using NativeBuffer<float> result = new((long)rows * columns), packs = new(threads * (long)Product<float>.PackLength);
        Product<float> product = new(rows, columns, depth, left, right, result.Pointer);
        Action whole = Work(product, threads, packs), half = Work(product with { IsSymmetric = true }, threads, packs);
        double[] seconds = Alternation.Medians(
            Rounds,
            whole,
            () => OpenBlas.Multiply(rows, columns, depth, (float*)left.Start, left.IsTransposed, (float*)right.Start, result.Pointer),
            isSymmetric ? half : whole);
        double work = 2e-9 * rows * columns * depth;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {threads} | {name} | {rows} × {columns} × {depth} | {work / seconds[0]:F0} | {work / seconds[1]:F0} | {seconds[1] / seconds[0]:F2} | {(isSymmetric ? (seconds[1] / seconds[2]).ToString("F2", CultureInfo.InvariantCulture) : "")} |"));
    }

    private static Action Work(Product<float> product, int threads, NativeBuffer<float> packs)
    {
        ForkJoin forkJoin = new(threads);
        int taken = 0;
        Action<int> runTasks = thread =>
        {
            for (int task = Interlocked.Increment(ref taken) - 1; task < product.TaskCount; task = Interlocked.Increment(ref taken) - 1)
            {
                product.Run(Lanes.CurrentWidth, task, packs.Pointer + (thread * (long)Product<float>.PackLength));
            }
        };
        return () =>
        {
            taken = 0;
            forkJoin.Run(runTasks);
        };
    }

    private static NativeBuffer<float> Filled(int length)
    {
        NativeBuffer<float> buffer = new(length);
        Random random = new(1);
        for (int i = 0; i < length; i++)
        {
            buffer.Pointer[i] = (random.NextSingle() - 0.5f) / 16;
        }

        return buffer;
    }
}
