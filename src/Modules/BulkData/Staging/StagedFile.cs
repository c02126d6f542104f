using System.Text.Json.Serialization;
using Carewright.BulkData.Sealing;

namespace Carewright.BulkData.Staging;

/// <summary>A file that somebody uploaded to import it.</summary>
/// <param name="Id">Random; its address.</param>
/// <param name="UserName">Whose it is.</param>
/// <param name="Key">32 random bytes; it opens with nothing else.</param>
/// <param name="Bytes">Size in clear.</param>
/// <param name="ExpiresAt">When it is thrown away.</param>
internal sealed record StagedFile(string Id, string UserName, byte[] Key, long Bytes, DateTimeOffset ExpiresAt)
{
    /// <summary>Its name on the disk.</summary>
    internal const string Name = "input.ndjson";
}

/// <summary>Uploads, one folder each.</summary>
/// <param name="root">The folder; made when it is first needed.</param>
internal sealed class StagingFolder(DirectoryInfo root) : SealedFolder(root);

[JsonSerializable(typeof(StagedFile))]
internal sealed partial class StagedFileJson : JsonSerializerContext;
