using System.Globalization;
using Eden.Mpi;
using Eden.Mpi.Ranks;

// A rank of the tests: a scenario by name, and its arguments.
return args[0] switch
{
    "initialised" => Scenarios.StartTwice(),
    "leave" => MpiCommunicator.Run(ranks => ranks.Rank == Number(1) ? Leave() : Scenarios.Wait(ranks)),
    "plain" => Scenarios.Bits(null, args[1]),
    "alone" => Scenarios.Alone(),
    _ => MpiCommunicator.Run(ranks => args[0] switch
    {
        "bits" => Scenarios.Bits(ranks, args[1]),
        "exchange" => Scenarios.Exchange(ranks, Number(1)),
        "throw" => ranks.Rank == Number(1) ? throw new InvalidOperationException("the disk is on fire") : Scenarios.Wait(ranks),
        "throw-all" => throw new InvalidOperationException("all fail alike"),
        "kill" => Scenarios.Train(ranks, Number(1), Environment.ProcessId),
        "save" => SaveLoop.Run(ranks, args[1]),
        "hang" => Scenarios.Hang(ranks, Number(1)),
        _ => throw new ArgumentException($"There is no scenario '{args[0]}'."),
    }),
};

int Number(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);

static int Leave()
{
    Environment.Exit(3);
    return 0;
}
