namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="LbfgsRecording"/>s.</summary>
internal static class LbfgsReader
{
    public static LbfgsRecording Read(RecordedValue root)
    {
        ElementType type = RunRecording.ReadElementType(root);
        if (type != ElementType.Bits64)
        {
            throw root.Get("dtype").Fail("must be float64");
        }

        double[] initial = root.Get("initial").Numbers();
        if (initial.Length == 0)
        {
            throw root.Get("initial").Fail("must not be empty");
        }

        RecordedValue problem = root.Get("problem");
        RecordedValue kind = problem.Get("kind");
        bool isQuadratic = kind.Text() switch
        {
            "quadratic" => true,
            "rosenbrock" => false,
            string other => throw kind.Fail($"'{Printable.Of(other)}' is not known; known are quadratic and rosenbrock"),
        };
        List<double[]>? hessian = isQuadratic ? problem.Get("H").Items(row => row.Numbers(type, initial.Length)) : null;
        if (hessian is not null && hessian.Count != initial.Length)
        {
            throw problem.Get("H").Fail($"expected {initial.Length} rows, found {hessian.Count}");
        }

        return new LbfgsRecording
        {
            Source = root.Source,
            Origin = Recording.ReadOrigin(root),
            ElementType = type,
            Options = ReadOptions(root.Get("options")),
            Hessian = hessian,
            Linear = isQuadratic ? problem.Get("b").Numbers(type, initial.Length) : [],
            Initial = initial,
            Steps = root.Get("steps").SomeItems(step => new LbfgsStep(
                step.Get("loss_before").Number(), step.Get("weights").Numbers(type, initial.Length), step.Get("evaluations").Whole(0, long.MaxValue, "of at least 0"))),
        };
    }

    private static LbfgsOptions ReadOptions(RecordedValue options)
    {
        LbfgsOptions read = new();
        foreach ((string name, RecordedValue value) in options.Members())
        {
            if (value.Kind == System.Text.Json.JsonValueKind.Null)
            {
                continue;
            }

            try
            {
                read = name switch
                {
                    "lr" => read with { LearningRate = value.Number() },
                    "max_iter" => read with { MaxIterations = Count(value) },
                    "max_eval" => read with { MaxEvaluations = Count(value) },
                    "tolerance_grad" => read with { GradientTolerance = value.Number() },
                    "tolerance_change" => read with { ChangeTolerance = value.Number() },
                    "history_size" => read with { HistorySize = (int)value.Whole(1, int.MaxValue, "of at least 1") },
                    "line_search_fn" => read with { LineSearch = value.Text() == "strong_wolfe" ? LineSearch.StrongWolfe : throw value.Fail("must be strong_wolfe or null") },
                    _ => throw value.Fail("Eden's LBFGS has no such option"),
                };
            }
            catch (ArgumentOutOfRangeException exception)
            {
                throw value.Fail(exception.Message.Split(" (Parameter '")[0]);
            }
        }

        return read;
    }

    private static long Count(RecordedValue value) => value.Whole(1, long.MaxValue, "of at least 1");
}
