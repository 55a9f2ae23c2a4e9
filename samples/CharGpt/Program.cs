using Eden.Samples;
using Eden.Samples.CharGpt;
using TorchSharp.Modules;
using static TorchSharp.torch;

// Trains a GPT that writes like Jane Austen, character by character:
//   dotnet run --project samples/CharGpt -c Release -- --optimizer adamw --checkpoint gpt.safetensors
RunOptions options;
try
{
    options = RunOptions.Parse(args, new() { Steps = 2_000, Batch = 8 });
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

CharText text = CharText.Austen();
random.manual_seed(options.Seed);
using Gpt model = new(new(text.CharacterCount));
using OptimizerHelper optimizer = Optimizers.Make(options.Optimizer, model, options.LearningRate);
CharTask task = new(text, model, options.Seed, options.Batch);
TrainingRun run = new(task, options, optimizer);
run.Go(Console.Out);
using IDisposable? evaluation = run.BeginEvaluation();
string sample = task.Sample("It is a truth ", 500, temperature: 0.8);
Console.WriteLine($"\n{sample}");
if (options.Json is string file)
{
    run.Write(file, "samples/CharGpt", sample);
}

return 0;
