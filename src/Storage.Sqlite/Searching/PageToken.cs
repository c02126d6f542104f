using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>How the rows of a page were found, which the next page must repeat.</summary>
internal enum WalkMode : byte
{
    /// <summary>By descending row id.</summary>
    Rows,

    /// <summary>Along the type's list by last update.</summary>
    TypeList,

    /// <summary>Along the range of one of the plan's conditions.</summary>
    Range,

    /// <summary>In the plan's own order.</summary>
    Ordered,
}

/// <summary>The last row of a page.</summary>
/// <param name="Mode">How it was found.</param>
/// <param name="Ordinal"><see cref="WalkMode.Range"/>: which condition.</param>
/// <param name="IsMissing"><see cref="WalkMode.Ordered"/>: true among the rows without a sort value.</param>
/// <param name="Key">Its key.</param>
/// <param name="Text">Its key in memory; null otherwise.</param>
internal readonly record struct PageMark(WalkMode Mode, int Ordinal, bool IsMissing, IndexKey Key, string? Text);

/// <summary>Page tokens: the mark of the last row, sealed so that they tell a client nothing and cannot be made up, and bound to the search they were made for.</summary>
internal static class PageToken
{
    private const int FixedSize = 1 + 8 + 1 + 4 + 1 + 4 + 24 + 1;

    public static string Write(KeyRing keys, long fingerprint, in PageMark mark)
    {
        var text = mark.Text is null ? [] : Encoding.UTF8.GetBytes(mark.Text);
        var plain = new byte[FixedSize + text.Length];
        plain[0] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(plain.AsSpan(1), fingerprint);
        plain[9] = (byte)mark.Mode;
        BinaryPrimitives.WriteInt32LittleEndian(plain.AsSpan(10), mark.Ordinal);
        plain[14] = mark.IsMissing ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(plain.AsSpan(15), mark.Key.Parameter);
        BinaryPrimitives.WriteInt64LittleEndian(plain.AsSpan(19), mark.Key.Value);
        BinaryPrimitives.WriteInt64LittleEndian(plain.AsSpan(27), mark.Key.Second);
        BinaryPrimitives.WriteInt64LittleEndian(plain.AsSpan(35), mark.Key.Row);
        plain[43] = mark.Text is null ? (byte)0 : (byte)1;
        text.CopyTo(plain, FixedSize);
        return Base64Url.EncodeToString(keys.Layers.Cursor.Close(plain, "page"u8));
    }

    /// <exception cref="PageTokenException">It is not a token of this store for this search.</exception>
    public static PageMark Read(KeyRing keys, long fingerprint, string token)
    {
        var plain = Open(keys, token);
        if (plain.Length < FixedSize || plain[0] != 1 || BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(1)) != fingerprint)
            throw new PageTokenException("The page token was made for another search.");
        return new PageMark(
            (WalkMode)plain[9], BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(10)), plain[14] == 1,
            new IndexKey(
                BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(15)), BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(19)),
                BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(27)), BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(35))),
            plain[43] == 0 ? null : Encoding.UTF8.GetString(plain.AsSpan(FixedSize)));
    }

    /// <summary>What a token is bound to: type, order and index conditions of the plan.</summary>
    public static long Fingerprint(BlindIndex blind, SearchPlan plan) => blind.Hash(HashKind.Plan, PlanText.Of(plan).AsSpan());

    private static byte[] Open(KeyRing keys, string token)
    {
        try
        {
            var value = Base64Url.DecodeFromChars(token);
            var plain = new byte[Math.Max(0, value.Length - Seal.Overhead)];
            var layers = keys.Layers;
            try
            {
                layers.Cursor.Open(value, plain, "page"u8);
            }
            catch (SealBrokenException) when (layers.OlderCursor is not null)
            {
                layers.OlderCursor.Open(value, plain, "page"u8);
            }
            return plain;
        }
        catch (Exception error) when (error is FormatException or SealBrokenException)
        {
            throw new PageTokenException("The page token is not one of this store.");
        }
    }
}
