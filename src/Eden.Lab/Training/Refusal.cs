namespace Eden.Lab.Training;

/// <summary>Turns the library's exceptions for values out of range into messages that name the user's setting.</summary>
internal static class Refusal
{
    /// <summary>Applies a setting.</summary>
    /// <exception cref="InputException">The library refuses the value.</exception>
    public static TResult Translate<TResult>(Setting setting, double value, Func<TResult> apply)
    {
        if (setting.Kind == SettingKind.Switch)
        {
            Allowed.Switch.Demand(setting.Name, value);
        }

        try
        {
            return apply();
        }
        catch (ArgumentException exception)
        {
            string message = MessageOf(exception);
            int range = message.IndexOf("; it must be", StringComparison.Ordinal);
            throw new InputException(FormattableString.Invariant($"--{setting.Name} is {value}{(range >= 0 ? message[range..] : $"; {message}")}"), exception);
        }
    }

    /// <summary>Applies settings together.</summary>
    /// <exception cref="InputException">The library refuses them.</exception>
    public static TResult Translate<TResult>(Func<TResult> apply)
    {
        try
        {
            return apply();
        }
        catch (ArgumentException exception)
        {
            throw new InputException(OptimizerSetting.Names.Aggregate(MessageOf(exception), (message, setting) => message.Replace(setting.Option, $"--{setting.Name}", StringComparison.Ordinal)), exception);
        }
    }

    /// <summary>The first line, without the parameter's name and the full stop.</summary>
    private static string MessageOf(ArgumentException exception)
    {
        string message = exception.Message.Split('\n')[0];
        int parameter = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return (parameter >= 0 ? message[..parameter] : message).TrimEnd('\r', '.');
    }
}
