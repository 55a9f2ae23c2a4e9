using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>A run of neighbouring elements over a list of segments: from one place up to, not including, another.</summary>
internal readonly record struct Share(Place Start, Place End)
{
    /// <summary>The part of a segment of <paramref name="length"/> elements that belongs to the share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (nint Begin, nint End) RangeIn(int segment, long length) =>
        ((nint)(segment == Start.Segment ? Start.Offset : 0), (nint)(segment == End.Segment ? End.Offset : length));

    /// <summary>As <see cref="RangeIn"/>, for any segment: nothing outside the share.</summary>
    public (nint Begin, nint End) PartOf(int segment, long length) =>
        segment < Start.Segment || segment >= EndSegment ? default : RangeIn(segment, length);

    /// <summary>All elements of <paramref name="segments"/> segments.</summary>
    public static Share Whole(int segments) => new(default, new Place(segments, 0));

    /// <summary>A block of the first segment.</summary>
    public static Share Of(Block block) => new(new Place(0, block.Offset), new Place(0, block.Offset + block.Length));

    /// <summary>One past the last segment of which the share has any element.</summary>
    public int EndSegment => End.Offset > 0 ? End.Segment + 1 : End.Segment;
}

/// <summary>An element of a list of segments.</summary>
internal readonly record struct Place(int Segment, long Offset)
{
    /// <summary>This place, or the nearest one of a share.</summary>
    public Place ClampedTo(Share share) => IsBefore(share.Start) ? share.Start : share.End.IsBefore(this) ? share.End : this;

    private bool IsBefore(Place other) => Segment < other.Segment || (Segment == other.Segment && Offset < other.Offset);
}
