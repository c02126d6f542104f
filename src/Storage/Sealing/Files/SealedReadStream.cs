using System.Security.Cryptography;

namespace Carewright.Storage.Sealing.Files;

/// <summary>Reads a sealed file from its beginning to its end.</summary>
public sealed class SealedReadStream : Stream
{
    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private readonly byte[] _sealed = new byte[SealedFile.ChunkSize + SealedFile.TagSize];
    private readonly byte[] _plain = new byte[SealedFile.ChunkSize];
    private readonly byte[] _nonce = new byte[12];
    private int _start;
    private int _end;
    private long _chunk;

    /// <summary>Opens the file.</summary>
    /// <exception cref="SealBrokenException">It is no sealed file.</exception>
    /// <param name="path">Where.</param>
    /// <param name="fileKey">The key it was written with.</param>
    /// <param name="name">The name it was written with.</param>
    public SealedReadStream(string path, ReadOnlySpan<byte> fileKey, string name)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        Span<byte> header = stackalloc byte[SealedFile.HeaderSize];
        if (_file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith(SealedFile.Mark))
        {
            _file.Dispose();
            throw new SealBrokenException("The file is not a sealed file.");
        }
        _cipher = SealedFile.CipherFor(fileKey, header[SealedFile.Mark.Length..], name);
    }

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    /// <exception cref="SealBrokenException">The file was changed or cut short.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && _file.Position < _file.Length)
            OpenChunk(await _file.ReadAtLeastAsync(_sealed, _sealed.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false));
        return Give(buffer.Span);
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_start == _end && _file.Position < _file.Length)
            OpenChunk(_file.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false));
        return Give(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc />
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
        }
        base.Dispose(disposing);
    }

    private int Give(Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _end - _start);
        _plain.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    private void OpenChunk(int length)
    {
        var size = length - SealedFile.TagSize;
        if (size < 0)
            throw new SealBrokenException("The file was cut short.");
        SealedFile.WriteNonce(_nonce, _chunk++);
        try
        {
            _cipher.Decrypt(_nonce, _sealed.AsSpan(0, size), _sealed.AsSpan(size, SealedFile.TagSize), _plain.AsSpan(0, size), SealedFile.Associated(_file.Position == _file.Length));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealBrokenException("The file was changed or cut short.");
        }
        (_start, _end) = (0, size);
    }
}
