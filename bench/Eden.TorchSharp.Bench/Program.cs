using Eden.Torch.Bench;

// A step of TorchSharp's AdamW, of PyTorch's fused kernel and of Eden over TorchSharp's tensors; about two minutes and 6 GB.
//   dotnet run -c Release --project bench/Eden.TorchSharp.Bench            prints the table
//   dotnet run -c Release --project bench/Eden.TorchSharp.Bench -- FOLDER  writes torchsharp.md and torchsharp.svg too
TorchSharp.torch.set_num_threads(Environment.ProcessorCount);
List<(Model, Times[])> results = [.. Model.All.Select(model => (model, Contest.Run(model)))];
string table = Report.Table(results);
Console.WriteLine(table);
if (args is [string folder])
{
    File.WriteAllText(Path.Combine(folder, "torchsharp.md"), table);
    File.WriteAllText(Path.Combine(folder, "torchsharp.svg"), Report.Chart(results));
}
