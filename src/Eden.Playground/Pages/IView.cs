namespace Eden.Playground.Pages;

/// <summary>A part of the page: settings in, pictures out.</summary>
internal interface IView
{
    /// <summary>The name in links.</summary>
    string Name { get; }

    Words Title { get; }

    /// <summary>What to see, in one sentence.</summary>
    Words Lesson { get; }

    /// <summary>Where it is from, and the address.</summary>
    (Words Text, string Address) Source { get; }

    IReadOnlyList<Setting> Settings { get; }

    /// <summary>Computes. A view that trains yields a picture after every few steps, others yield one.</summary>
    IEnumerable<Picture> Run(Values values);
}
