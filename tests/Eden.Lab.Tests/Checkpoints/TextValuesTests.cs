using System.Text.Json;
using Eden.Checkpoints;
using Eden.Lab.Checkpoints;

namespace Eden.Lab.Tests.Checkpoints;

public sealed class TextValuesTests
{
    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a")]
    public void A_note_that_is_no_json_of_text_is_shown_as_it_is(string note)
    {
        using TemporaryFolder folder = new();
        byte[] header = [.. "{\"__metadata__\":{\"eden.optimizer\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(note), .. "}}"u8];
        using Checkpoint checkpoint = SafetensorsFile.Open(folder.Write("x.safetensors", [.. BitConverter.GetBytes((long)header.Length), .. header]));
        Assert.Equal(note, TextValues.Of(checkpoint)["eden.optimizer"]);
    }
}
