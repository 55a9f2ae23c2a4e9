using Eden.Samples;
using Eden.Samples.FashionCnn;
using TorchSharp.Modules;
using static TorchSharp.torch;

// Trains a small convolutional network on Fashion-MNIST:
//   dotnet run --project samples/FashionCnn -c Release -- --optimizer adamw --checkpoint cnn.safetensors
RunOptions options;
try
{
    options = RunOptions.Parse(args, new() { Steps = 2_000, Batch = 64 });
    if (!Directory.Exists(FashionData.Folder))
    {
        throw new ArgumentException($"there is no {FashionData.Folder}; install Debian's package dataset-fashion-mnist");
    }
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

random.manual_seed(options.Seed);
FashionTask task = new(FashionData.Read("train"), FashionData.Read("t10k"), options.Seed, options.Batch);
using OptimizerHelper optimizer = Optimizers.Make(options.Optimizer, task.Model, options.LearningRate);
TrainingRun run = new(task, options, optimizer);
run.Go(Console.Out);
if (options.Json is string file)
{
    run.Write(file, "samples/FashionCnn", text: null);
}

return 0;
