using System.Text.Json;

namespace Carewright.Security;

/// <summary>JSON whose texts can all be read.</summary>
public static class SoundJson
{
    /// <summary>
    /// False when the bytes are not JSON, or when a name or text in them is not Unicode (broken UTF-8, half a surrogate pair): <see cref="JsonDocument"/> takes such texts and throws
    /// only when they are read.
    /// </summary>
    public static bool IsSound(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = reader.GetString();
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
