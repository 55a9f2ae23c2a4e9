namespace Eden.Checkpoints.PyTorch;

/// <summary>What is wrong with a pickle; whoever reads the file says which and where.</summary>
internal sealed class PickleException(string message) : Exception(message);
