using System.Text.Json.Serialization;
using Carewright.Terminology.Concepts;

namespace Carewright.Storage.Sqlite.Terminology;

/// <summary>The JSON in a system's file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CodeSystemHeader))]
internal sealed partial class TermJson : JsonSerializerContext;
