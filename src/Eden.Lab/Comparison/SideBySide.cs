using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>All models and all judges of a comparison, epoch by epoch.</summary>
internal sealed class SideBySide : IDisposable
{
    private readonly Dictionary<string, List<ExperimentStep>> _steps = new(StringComparer.Ordinal);
    private readonly List<(string Name, IContestant Contestant)> _running = [];
    private readonly List<PairJudge> _judges = [];
    private readonly double[] _initial;
    private readonly IReadOnlyList<ExperimentEpoch>? _pyTorch;

    /// <param name="contestants">Makes the models.</param>
    /// <param name="elementType">The type in which PyTorch and Eden compute.</param>
    /// <param name="pyTorch">What PyTorch did, or <see langword="null"/> to leave it out.</param>
    public SideBySide(Contestants contestants, ElementType elementType, double[] initial, IReadOnlyList<ExperimentEpoch>? pyTorch)
    {
        _initial = initial;
        _pyTorch = pyTorch;
        foreach (string name in ModelNames.All)
        {
            if (RecordedName(name) is null)
            {
                _steps.Add(name, []);
                _running.Add((name, contestants.Create(name)));
            }
            else if (pyTorch is not null)
            {
                _steps.Add(name, []);
            }
        }

        foreach (Pair pair in Pair.All)
        {
            if (_steps.ContainsKey(pair.Judged) && _steps.ContainsKey(pair.ComparedWith))
            {
                IContestant? leader = _running.Find(model => model.Name == pair.Leader).Contestant;
                _judges.Add(new PairJudge(pair, leader, contestants.Create(pair.Follower), pair.InDouble ? ElementType.Bits64 : elementType));
            }
        }
    }

    /// <summary>What every model did.</summary>
    public IReadOnlyList<ComparedModel> Models => [.. ModelNames.All.Where(_steps.ContainsKey).Select(name => new ComparedModel(name, _steps[name]))];

    /// <summary>The judges, in the order of <see cref="Pair.All"/>.</summary>
    public IReadOnlyList<PairJudge> Judges => _judges;

    /// <summary>What one model did.</summary>
    public IReadOnlyList<ExperimentStep> StepsOf(string name) => _steps[name];

    /// <summary>Runs an epoch of every model and has it judged.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public void RunEpoch(int epoch, double[] input)
    {
        foreach ((string name, IContestant contestant) in _running)
        {
            double loss = contestant.Differentiate(input);
            double[] gradient = contestant.Gradient;
            contestant.Step();
            _steps[name].Add(new ExperimentStep(loss, gradient, contestant.Weight));
        }

        if (_pyTorch is not null)
        {
            foreach (string name in ModelNames.All)
            {
                if (RecordedName(name) is string recorded)
                {
                    _steps[name].Add(_pyTorch[epoch - 1].Models[recorded]);
                }
            }
        }

        foreach (PairJudge judge in _judges)
        {
            List<ExperimentStep> leader = _steps[judge.Pair.Leader];
            judge.Judge(epoch, input, epoch == 1 ? _initial : leader[epoch - 2].Weight, leader[epoch - 1]);
        }
    }

    public void Dispose()
    {
        _running.ForEach(model => model.Contestant.Dispose());
        _judges.ForEach(judge => judge.Dispose());
    }

    /// <summary>The name by which recordings know a model of PyTorch.</summary>
    private static string? RecordedName(string name) => name switch
    {
        ModelNames.PyTorchAdam => ExperimentModels.Adam,
        ModelNames.PyTorchAdamW => ExperimentModels.AdamW,
        _ => null,
    };
}
