namespace Eden.Lab.Sweeps;

/// <summary>The words about a sweep that every rendering uses.</summary>
internal static class SweepWords
{
    /// <summary>The error that the maps show and that chooses their best points.</summary>
    /// <param name="config">The sweep.</param>
    public static Phrase Error(SweepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Validates ? new("validation error", "验证错误率") : new("test error", "测试错误率");
    }

    /// <summary>What chooses the best points, and what that means for their numbers.</summary>
    /// <param name="config">The sweep.</param>
    public static Phrase Choice(SweepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Validates
            ? new("The validation part chooses the best points; the test part only measures them.", "最好的点由验证集选出，测试集只用来衡量。")
            : new("The test part chooses the best points, so their errors look lower than on new data; --validation-share lets a validation part choose.", "最好的点由测试集选出，其错误率比在新数据上偏低；用 --validation-share 可改由验证集选择。");
    }
}
