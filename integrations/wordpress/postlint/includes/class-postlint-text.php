<?php
/**
 * What is read of a post, as one text, with the place of every part.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * The parts are put together once and their places recorded, so that a finding can be told in terms of the field that
 * its author wrote. The content comes last: whatever its markup leaves open can hide nothing of the other parts.
 */
final class Postlint_Text {

	/** Elements that are kept in a title or an excerpt; any other "<" there is only a sign. */
	const INLINE = 'a|abbr|b|br|cite|code|del|em|i|ins|kbd|mark|p|q|s|small|span|strong|sub|sup|u';

	/** What blocks keep for the machine, and readers never see. */
	const MACHINE_KEYS = array( 'className', 'anchor', 'style', 'layout', 'lock', 'metadata', 'namespace', 'slug', 'theme', 'tagName' );

	/**
	 * The text.
	 *
	 * @var string
	 */
	private $html = '';

	/**
	 * Where the parts are: field, start and end (code points), and whether offsets into it are those of its source.
	 *
	 * @var array[]
	 */
	private $parts = array();

	/**
	 * How many code points there are so far.
	 *
	 * @var int
	 */
	private $length = 0;

	/**
	 * The text of a post.
	 *
	 * @param string   $title   Its title, as it is stored.
	 * @param string   $excerpt Its excerpt.
	 * @param string   $content Its content, with its blocks.
	 * @param string[] $more    What else is published with it: plain text by the name of its field ("term:3").
	 */
	public function __construct( string $title, string $excerpt, string $content, array $more ) {
		$this->add( 'title', '<h1>', self::inline( $title ), '</h1>', true );
		foreach ( $more as $field => $words ) {
			$this->add( (string) $field, '<p>', htmlspecialchars( $words, ENT_QUOTES, 'UTF-8' ), '</p>', false );
		}
		foreach ( self::spoken_attributes( $content ) as $words ) {
			$this->add( 'block', '<p>', htmlspecialchars( $words, ENT_QUOTES, 'UTF-8' ), '</p>', false );
		}
		$this->add( 'excerpt', '<p>', self::inline( $excerpt ), '</p>', true );
		$this->add( 'content', '<div>', self::without_delimiters( $content ), '</div>', true );
	}

	/**
	 * The text that is sent.
	 */
	public function html(): string {
		return $this->html;
	}

	/**
	 * What binds an answer to this text and this post; nobody can tell the text from it.
	 *
	 * @param int $post_id The post.
	 */
	public function seal( int $post_id ): string {
		return hash_hmac( 'sha256', $post_id . "\n" . $this->html, wp_salt( 'auth' ) );
	}

	/**
	 * Findings by the fields of the post. Offsets stay only where they are those of what the author wrote, and edits
	 * only where all of a rewrite's lie in one such field.
	 *
	 * @param array[] $findings Findings in this text.
	 * @return array[] rule, severity, message, field, start, end (or null), rewrites.
	 */
	public function placed( array $findings ): array {
		$placed = array();
		foreach ( $findings as $finding ) {
			$part     = $this->part_of( $finding['start'], $finding['end'] );
			$rewrites = array();
			foreach ( is_array( $finding['rewrites'] ?? null ) ? $finding['rewrites'] : array() as $rewrite ) {
				$rewrites[] = array(
					'title'  => (string) ( $rewrite['title'] ?? '' ),
					'safety' => (string) ( $rewrite['safety'] ?? 'manual' ),
				) + $this->placed_edits( is_array( $rewrite['edits'] ?? null ) ? $rewrite['edits'] : array() );
			}
			$placed[] = array(
				'rule'     => $finding['rule'],
				'severity' => $finding['severity'],
				'message'  => $finding['message'],
				'field'    => $part['field'],
				'start'    => $part['exact'] ? max( $finding['start'], $part['start'] ) - $part['start'] : null,
				'end'      => $part['exact'] ? min( $finding['end'], $part['end'] ) - $part['start'] : null,
				'rewrites' => $rewrites,
			);
		}
		return $placed;
	}

	/**
	 * Put a part at the end.
	 *
	 * @param string $field  Its name.
	 * @param string $before The element around it.
	 * @param string $source What is in it; nothing is added for nothing.
	 * @param string $after  The end of the element.
	 * @param bool   $exact  Whether offsets into it are those of what the author wrote.
	 */
	private function add( string $field, string $before, string $source, string $after, bool $exact ): void {
		if ( '' === trim( $source ) ) {
			return;
		}
		$start         = $this->length + mb_strlen( $before, 'UTF-8' );
		$end           = $start + mb_strlen( $source, 'UTF-8' );
		$this->parts[] = compact( 'field', 'start', 'end', 'exact' );
		$this->html   .= $before . $source . $after . "\n";
		$this->length  = $end + mb_strlen( $after, 'UTF-8' ) + 1;
	}

	/**
	 * The part that a finding belongs to: of several the content, else the first.
	 *
	 * @param int $start Code points.
	 * @param int $end   Code points.
	 */
	private function part_of( int $start, int $end ): array {
		$found = null;
		foreach ( $this->parts as $part ) {
			if ( $start < $part['end'] && $end > $part['start'] && ( null === $found || 'content' === $part['field'] ) ) {
				$found = $part;
			}
		}
		return $found ?? array(
			'field' => 'post',
			'start' => 0,
			'end'   => 0,
			'exact' => false,
		);
	}

	/**
	 * Edits in terms of one field, or null where they are not all in one.
	 *
	 * @param array[] $edits Edits in this text.
	 * @return array field and edits.
	 */
	private function placed_edits( array $edits ): array {
		$nowhere = array(
			'field' => null,
			'edits' => null,
		);
		$home    = null;
		$placed  = array();
		foreach ( $edits as $edit ) {
			$start = $edit['start'] ?? null;
			$end   = $edit['end'] ?? null;
			if ( ! is_int( $start ) || ! is_int( $end ) || ! is_string( $edit['text'] ?? null ) ) {
				return $nowhere;
			}
			$part = $this->part_of( $start, max( $end, $start + 1 ) );
			$home = $home ?? $part;
			if ( ! $part['exact'] || $home !== $part || $start < $part['start'] || $end > $part['end'] ) {
				return $nowhere;
			}
			$placed[] = array(
				'start' => $start - $part['start'],
				'end'   => $end - $part['start'],
				'text'  => $edit['text'],
			);
		}
		return null === $home ? $nowhere : array(
			'field' => $home['field'],
			'edits' => $placed,
		);
	}

	/**
	 * A title or excerpt whose markup cannot swallow what follows it; as long as before.
	 *
	 * @param string $source As it is stored.
	 */
	private static function inline( string $source ): string {
		$tag = '<\/?(?:' . self::INLINE . ')(?:[\s\/](?:[^<>"\']|"[^"<>]*"|\'[^\'<>]*\')*)?>';
		return (string) preg_replace( '/' . $tag . '(*SKIP)(*FAIL)|</i', '‹', $source );
	}

	/**
	 * Content in which the delimiters of blocks are blank; as long as before.
	 *
	 * @param string $content As it is stored.
	 */
	private static function without_delimiters( string $content ): string {
		$blank = preg_replace_callback(
			'/<!--\s+\/?wp:.*?-->/s',
			static function ( array $found ): string {
				return str_repeat( ' ', mb_strlen( $found[0], 'UTF-8' ) );
			},
			$content
		);
		return null === $blank ? $content : $blank;
	}

	/**
	 * What blocks say in their attributes and not in their markup, such as the label of a search field.
	 *
	 * @param string $content As it is stored.
	 * @return string[]
	 */
	private static function spoken_attributes( string $content ): array {
		if ( false === strpos( $content, '<!-- wp:' ) ) {
			return array();
		}
		$shown  = html_entity_decode( self::without_delimiters( $content ), ENT_QUOTES, 'UTF-8' );
		$spoken = array();
		$visit  = static function ( $value, $key ) use ( &$visit, &$spoken, $shown ): void {
			if ( is_string( $key ) && in_array( $key, self::MACHINE_KEYS, true ) ) {
				return;
			}
			if ( is_array( $value ) ) {
				array_walk( $value, $visit );
				return;
			}
			$words = is_string( $value ) ? trim( html_entity_decode( wp_strip_all_tags( $value ), ENT_QUOTES, 'UTF-8' ) ) : '';
			if ( preg_match( '/\p{L}.*\s.*\p{L}|\p{Lu}\p{Ll}/su', $words ) && false === strpos( $shown, $words ) ) {
				$spoken[ $words ] = $words;
			}
		};
		$walk   = static function ( array $blocks ) use ( &$walk, $visit ): void {
			foreach ( $blocks as $block ) {
				$attributes = (array) ( $block['attrs'] ?? array() );
				array_walk( $attributes, $visit );
				$walk( $block['innerBlocks'] ?? array() );
			}
		};
		$walk( parse_blocks( $content ) );
		return array_values( $spoken );
	}
}
